package abruzzi.runtime.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.KvCacheType;
import abruzzi.runtime.model.TinyOptions.KeyValue;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every form of model that a file may hold, against the formulas in double. */
class ModelFormsTest {
  private static final long SEED = 7_0335;
  private static final double BOUND = 1e-5;
  private static final int[] IDS = {7, 50, 3, 3, 0, 12, 52, 31, 8, 8, 25, 41, 1, 19, 30, 6, 2, 44};

  @TempDir Path dir;

  /** The forms. */
  @SuppressWarnings("ImmutableEnumChecker") // a record of enums and numbers
  enum Form {
    KIMI(TinyOptions.kimi()),
    JOINT_KEY_VALUE(TinyOptions.kimi().with(KeyValue.JOINT)),
    SPLIT_BESIDE_JOINT(TinyOptions.kimi().with(KeyValue.ALL)),
    PLAIN_QUERY(TinyOptions.kimi().plainQuery()),
    SOFTMAX(TinyOptions.kimi().softmaxGating()),
    GROUPS(TinyOptions.kimi().grouped(4)),
    SOFTMAX_GROUPS(TinyOptions.kimi().softmaxGating().grouped(2)),
    FUSED_EXPERTS(TinyOptions.kimi().fusedExperts()),
    TIED_HEAD(TinyOptions.kimi().tiedHead()),
    NO_SHARED_EXPERT(TinyOptions.kimi().shared(0)),
    TWO_SHARED_EXPERTS(TinyOptions.kimi().shared(2)),
    NO_DENSE_LAYER(TinyOptions.kimi().dense(0)),
    NO_EXPERTS(TinyOptions.kimi().dense(TinyModel.LAYERS)),
    OLD_DEEPSEEK(
        TinyOptions.kimi().with(KeyValue.JOINT).plainQuery().softmaxGating().tiedHead().shared(2));

    private final TinyOptions options;

    Form(TinyOptions options) {
      this.options = options;
    }
  }

  private float[][] logits(TinyFile file, LoadOptions options) {
    Path path = file.write(dir.resolve("model.gguf"));
    try (KimiModel model = KimiModel.open(path, options);
        Session session =
            Session.open(model, SessionOptions.defaults().withCache(KvCacheType.F32))) {
      float[][] rows = new float[IDS.length][TinyModel.VOCABULARY];
      session.feedAll(
          IDS,
          0,
          (i, logits, offset) ->
              System.arraycopy(logits, offset, rows[i], 0, TinyModel.VOCABULARY));
      return rows;
    }
  }

  private float[][] logits(TinyFile file) {
    return logits(file, LoadOptions.threads(2));
  }

  private float[][] logits(Form form) {
    return logits(new TinyFile(new TinyModel(form.options, SEED)));
  }

  private static double worstError(double[][] expected, float[][] actual) {
    double worst = 0;
    for (int t = 0; t < expected.length; t++) {
      double error = 0;
      double squares = 0;
      for (int i = 0; i < expected[t].length; i++) {
        error += (actual[t][i] - expected[t][i]) * (actual[t][i] - expected[t][i]);
        squares += expected[t][i] * expected[t][i];
      }
      worst = Math.max(worst, Math.sqrt(error / squares));
    }
    return worst;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void agreesWithTheFormulas(Form form) {
    double[][] expected = new NaiveModel(new TinyModel(form.options, SEED)).logits(IDS);
    double worst = worstError(expected, logits(form));
    System.out.printf("%s: largest relative L2 error %.2g%n", form, worst);
    assertTrue(worst <= BOUND, form + ": " + worst + ", seed " + SEED);
  }

  @Test
  void fusedExpertsAndUnreadTensorsDoNotChangeABit() {
    float[][] plain = logits(Form.KIMI);
    float[][] fused = logits(Form.FUSED_EXPERTS);
    float[][] beside = logits(Form.SPLIT_BESIDE_JOINT);
    for (int t = 0; t < IDS.length; t++) {
      assertArrayEquals(plain[t], fused[t]);
      assertArrayEquals(plain[t], beside[t]);
    }
  }

  @Test
  void configurationIsWhatTheFileSays() {
    Path path = new TinyFile(new TinyModel(TinyOptions.kimi(), SEED)).write(dir.resolve("m.gguf"));
    try (KimiModel model = KimiModel.open(path, LoadOptions.threads(3))) {
      ModelConfig config = model.config();
      assertEquals("tiny", config.name());
      assertEquals(TinyModel.LAYERS, config.layers());
      assertEquals(TinyModel.VOCABULARY, config.vocabulary());
      assertEquals(TinyModel.CONTEXT, config.contextLength());
      assertEquals(TinyModel.HIDDEN, config.hidden());
      assertEquals(1, config.leadingDenseLayers());
      assertEquals(32, config.rotary().betaFast(), "the default where the file says nothing");
      assertEquals(1, config.rotary().mscaleAllDim(), 1e-6);
      assertTrue(!config.hasExperts(0) && config.hasExperts(1));
      assertEquals(3, model.threads());
      assertEquals("host", model.dense().name());
    }
  }

  /** The file's own beta, and the one that replaces it. */
  @Test
  void betaOfTheFileCanBeReplaced() {
    // an original context of 4096 puts the ramp inside the four pairs, where beta matters
    TinyFile absent = file(4096);
    TinyFile one = file(4096).number("rope.scaling.yarn_beta_fast", 1);
    LoadOptions forced = LoadOptions.threads(1).withYarnBetaFast(OptionalDouble.of(32));
    float[] last = logits(absent)[IDS.length - 1];
    assertArrayEquals(last, logits(one, forced)[IDS.length - 1]);
    float[] other = logits(one)[IDS.length - 1];
    assertTrue(!Arrays.equals(last, other), "beta 1 and 32 give the same logits");
  }

  private static TinyFile file(int originalContext) {
    return new TinyFile(new TinyModel(TinyOptions.kimi(), SEED))
        .count("rope.scaling.original_context_length", originalContext);
  }
}
