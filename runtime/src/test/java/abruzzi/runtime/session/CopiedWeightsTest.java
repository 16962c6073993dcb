package abruzzi.runtime.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.KvCacheType;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Tiles;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.WeightCopying;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The demo model with its weights copied into tiles where there are kernels for them. */
class CopiedWeightsTest {
  private static final Path PATH = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");

  /** Activations of 8 bits move a logit by about a hundredth; a lost scale would by far more. */
  private static final double BOUND = 0.1;

  private static final SessionOptions OPTIONS =
      SessionOptions.defaults().withCache(KvCacheType.F32).withContext(256);

  private static KimiModel open(int threads, WeightCopying copying) {
    return KimiModel.open(PATH, LoadOptions.threads(threads).withCopies(copying));
  }

  private static float[][] logits(KimiModel model, SessionOptions options) throws IOException {
    int[] ids = DemoLogits.cases().get(0).ids();
    int vocabulary = model.config().vocabulary();
    float[][] rows = new float[ids.length][];
    try (Session session = Session.open(model, options)) {
      session.feedAll(
          ids,
          0,
          (i, logits, offset) -> rows[i] = Arrays.copyOfRange(logits, offset, offset + vocabulary));
    }
    return rows;
  }

  @Test
  void staysNearTheMappedFile() throws IOException {
    AtomicLong told = new AtomicLong();
    WeightCopying all =
        new WeightCopying() {
          @Override
          public long mostBytes(long modelBytes, boolean repacked) {
            return Long.MAX_VALUE;
          }

          @Override
          public void copied(long bytes) {
            told.addAndGet(bytes);
          }
        };
    try (KimiModel mapped = open(2, WeightCopying.NONE);
        KimiModel copied = open(2, all)) {
      assertEquals(0, mapped.copiedBytes());
      assertTrue(copied.copiedBytes() > 0.9 * told.get());
      assertTrue(told.get() > 0.9 * mapped.file().sizeBytes(), "told " + told);
      assertEquals(Tiles.available(GgmlType.Q4_K), copied.tiledBytes() > 0);
      float[][] expected = logits(mapped, OPTIONS);
      float[][] actual = logits(copied, OPTIONS);
      for (int p = 0; p < expected.length; p++) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected[p].length; i++) {
          error += Math.pow(actual[p][i] - expected[p][i], 2);
          size += Math.pow(expected[p][i], 2);
        }
        assertTrue(Math.sqrt(error / size) < BOUND, "position " + p + ": " + error / size);
      }
    }
  }

  @Test
  void batchesAndThreadsDoNotChangeABit() throws IOException {
    float[][] expected;
    try (KimiModel model = open(2, (bytes, repacked) -> Long.MAX_VALUE)) {
      expected = logits(model, OPTIONS);
      assertSame(expected, logits(model, OPTIONS.withBatch(7)));
      assertSame(expected, logits(model, OPTIONS.withBatch(1)));
    }
    for (int threads : new int[] {1, 3}) {
      try (KimiModel model = open(threads, (bytes, repacked) -> Long.MAX_VALUE)) {
        assertSame(expected, logits(model, OPTIONS));
      }
    }
  }

  @Test
  void takesNoMoreThanItMay() throws IOException {
    long most = 4 << 20;
    try (KimiModel model = open(2, (bytes, repacked) -> most)) {
      assertTrue(model.copiedBytes() > most / 2 && model.copiedBytes() <= most);
      assertEquals(DemoLogits.cases().get(0).ids().length, logits(model, OPTIONS).length);
    }
  }

  private static void assertSame(float[][] expected, float[][] actual) {
    for (int p = 0; p < expected.length; p++) {
      assertArrayEquals(expected[p], actual[p], "position " + p);
    }
  }
}
