package abruzzi.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.sampling.SamplingParameters;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generations with the demo model: one that ends badly takes nothing from the next. */
@Timeout(60)
class GeneratorTest {
  private static final Path PATH = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");
  private static final GenerationOptions OPTIONS =
      new GenerationOptions(24, SamplingParameters.greedy(), List.of(), true);
  private static final int[] PROMPT = {17, 301, 2044, 9, 771, 3002, 58};

  private static Session open(KimiModel model) {
    return Session.open(model, SessionOptions.defaults().withContext(128).withBatch(4));
  }

  private static Generator generator(KimiModel model) {
    return new Generator(Tokenizer.fromMetadata(model.file().metadata()));
  }

  private static GenerationResult generate(KimiModel model, Session session) {
    return generator(model)
        .generate(session, PROMPT, OPTIONS, GenerationListener.NONE, () -> false);
  }

  private static int[] expected(KimiModel model) {
    try (Session session = open(model)) {
      int[] ids = generate(model, session).ids();
      assertEquals(OPTIONS.maxTokens(), ids.length);
      return ids;
    }
  }

  @Test
  void cancelledGenerationLeavesTheSessionUsable() {
    try (KimiModel model = KimiModel.open(PATH, LoadOptions.threads(2));
        Session session = open(model)) {
      int[] expected = expected(model);
      for (int steps : new int[] {0, 1, 2, 3, 9}) {
        AtomicInteger asked = new AtomicInteger();
        GenerationResult cut =
            generator(model)
                .generate(
                    session,
                    PROMPT,
                    OPTIONS,
                    GenerationListener.NONE,
                    () -> asked.incrementAndGet() > steps);
        assertEquals(FinishReason.CANCELLED, cut.finish());
        assertArrayEquals(Arrays.copyOf(expected, cut.ids().length), cut.ids());
        GenerationResult whole = generate(model, session);
        assertEquals(FinishReason.LENGTH, whole.finish());
        assertArrayEquals(expected, whole.ids(), "after " + steps);
        session.truncate(0);
      }
    }
  }

  @Test
  void listenerThatThrowsLeavesTheSessionUsable() {
    try (KimiModel model = KimiModel.open(PATH, LoadOptions.threads(2));
        Session session = open(model)) {
      int[] expected = expected(model);
      IllegalStateException thrown = new IllegalStateException("no room on the screen");
      AtomicInteger heard = new AtomicInteger();
      GenerationListener broken =
          (id, text) -> {
            if (heard.incrementAndGet() == 5) {
              throw thrown;
            }
          };
      IllegalStateException caught =
          assertThrows(
              IllegalStateException.class,
              () -> generator(model).generate(session, PROMPT, OPTIONS, broken, () -> false));
      assertSame(thrown, caught);
      assertArrayEquals(expected, generate(model, session).ids());
    }
  }

  /** The same text from any number of threads, and from two sessions that take turns. */
  @Test
  void twoSessionsAtTheSameTimeGenerateWhatEachDoesAlone()
      throws ExecutionException, InterruptedException {
    int[] expected;
    try (KimiModel model = KimiModel.open(PATH, LoadOptions.threads(1))) {
      expected = expected(model);
    }
    for (int workers = 2; workers <= 4; workers++) {
      try (KimiModel model = KimiModel.open(PATH, LoadOptions.threads(workers));
          ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<int[]>> together = new ArrayList<>();
        for (int s = 0; s < 2; s++) {
          together.add(threads.submit(() -> expected(model)));
        }
        for (Future<int[]> ids : together) {
          assertArrayEquals(expected, ids.get(), workers + " workers");
        }
      }
    }
  }
}
