package abruzzi.runtime.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.KvCacheType;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo model against itself, with another cache in the role of the smaller model. */
class EvaluationTest {
  private static final Path PATH = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");
  private static final int WINDOW = 16;
  private static final int[] IDS = new SplittableRandom(6).ints(7 * WINDOW, 0, 4096).toArray();
  private static final TextWindows TEXT = TextWindows.of(IDS, WINDOW, 5);
  private static final SessionOptions EXACT =
      SessionOptions.defaults().withCache(KvCacheType.F32).withContext(WINDOW);

  private static KimiModel model;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    model = KimiModel.open(PATH, LoadOptions.threads(2));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** An evaluation by someone. */
  private interface Work<T> {
    T with(Evaluation evaluation) throws IOException;
  }

  private static <T> T evaluate(TextWindows text, KvCacheType cache, Work<T> work)
      throws IOException {
    try (Session session = Session.open(model, EXACT.withCache(cache))) {
      return work.with(new Evaluation(session, text, (done, total, perplexity) -> {}));
    }
  }

  private PerplexityResult save(Path path, TextWindows text) throws IOException {
    try (BaseLogits logits = BaseLogits.openOrCreate(path, "demo", 4096, WINDOW)) {
      return evaluate(text, KvCacheType.F32, e -> e.save(logits));
    }
  }

  private EvaluationResult against(Path base, Path kept, TextWindows text, KvCacheType cache)
      throws IOException {
    try (BaseLogits logits = BaseLogits.open(base);
        ScoreLog log = ScoreLog.openOrCreate(kept, "test")) {
      return evaluate(text, cache, e -> e.against(logits, log));
    }
  }

  @Test
  void whatIsBrokenOffAndContinuedIsTheSame() throws IOException {
    Path base = folder.resolve("base");
    PerplexityResult perplexity = save(base, TEXT);
    assertEquals(perplexity, evaluate(TEXT, KvCacheType.F32, Evaluation::perplexity));
    assertEquals(5 * 7, perplexity.tokens());
    Path broken = folder.resolve("broken");
    save(broken, TextWindows.of(IDS, WINDOW, 2));
    assertEquals(perplexity, save(broken, TEXT));
    assertArrayEquals(Files.readAllBytes(base), Files.readAllBytes(broken));

    Path kept = folder.resolve("scores");
    EvaluationResult whole = against(base, kept, TEXT, KvCacheType.Q8_0);
    Path parts = folder.resolve("parts");
    against(base, parts, TextWindows.of(IDS, WINDOW, 3), KvCacheType.Q8_0);
    EvaluationResult continued = against(base, parts, TEXT, KvCacheType.Q8_0);
    assertArrayEquals(Files.readAllBytes(kept), Files.readAllBytes(parts));
    assertEquals(whole.perplexity(), continued.perplexity());
    assertEquals(perplexity, whole.base());
    assertTrue(whole.divergence().meanKld() > 1e-6, whole.toString());
    assertTrue(whole.divergence().meanKld() < 1e-2, whole.toString());
    assertEquals(
        whole.perplexity().perplexity() / perplexity.perplexity(),
        whole.divergence().perplexityRatio(),
        1e-12);
  }

  @Test
  void aModelDoesNotDivergeFromItself() throws IOException {
    Path base = folder.resolve("base");
    PerplexityResult perplexity = save(base, TEXT);
    try (BaseLogits logits = BaseLogits.open(base)) {
      EvaluationResult same = evaluate(TEXT, KvCacheType.F32, e -> e.against(logits));
      assertEquals(perplexity, same.perplexity());
      assertEquals(0, same.divergence().maxKld(), 1e-6);
      assertEquals(100, same.divergence().sameTopPercent());
      assertEquals(0, same.divergence().flips());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path base = folder.resolve("base");
    save(base, TextWindows.of(IDS, WINDOW, 1));
    Path kept = folder.resolve("kept");
    int[] others = IDS.clone();
    others[3]++;
    assertRefused("was made from another text", base, kept, TextWindows.of(others, WINDOW, 1));
    assertRefused("holds 1 windows, expected 5", base, kept, TEXT);
    assertRefused("use the same --context", base, kept, TextWindows.of(IDS, 8, 1));
    Exception fault =
        assertThrows(
            IllegalArgumentException.class,
            () -> BaseLogits.openOrCreate(base, "other", 4096, WINDOW));
    assertTrue(fault.getMessage().contains("holds logits of another model"), fault.getMessage());
    fault = assertThrows(IllegalArgumentException.class, () -> ScoreLog.openOrCreate(base, "x"));
    assertTrue(fault.getMessage().contains("scores of something else"), fault.getMessage());
    Path wide = folder.resolve("wide");
    BaseLogits.openOrCreate(wide, "wide", 5000, WINDOW).close();
    assertRefused("only models of the same vocabulary", wide, kept, TEXT);
  }

  private void assertRefused(String reason, Path base, Path kept, TextWindows text) {
    Exception fault =
        assertThrows(
            IllegalArgumentException.class, () -> against(base, kept, text, KvCacheType.F32));
    assertTrue(fault.getMessage().contains(reason), fault.getMessage());
  }

  @Test
  void textsAreCutIntoWholeWindows() {
    assertEquals(7, TextWindows.of(IDS, WINDOW, 100).count());
    assertEquals(7, TEXT.scoredTokens());
    assertEquals(IDS[2 * WINDOW], TEXT.window(2)[0]);
    Exception fault =
        assertThrows(IllegalArgumentException.class, () -> TextWindows.of(IDS, 1000, 1));
    assertTrue(fault.getMessage().startsWith("the text has 112 tokens"), fault.getMessage());
    assertThrows(IllegalArgumentException.class, () -> TextWindows.of(IDS, 3, 1));
  }
}
