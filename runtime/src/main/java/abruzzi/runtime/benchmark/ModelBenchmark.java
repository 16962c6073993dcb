package abruzzi.runtime.benchmark;

import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.util.function.IntConsumer;

/**
 * Measures prefill and decode of a model with random tokens: a prompt, then single tokens behind
 * it. Each round has tokens of its own, so that it is routed to experts of its own.
 *
 * @param promptTokens tokens of the prompt, at least 1
 * @param generateTokens single tokens behind it, at least 1
 * @param repeats rounds measured, at least 1
 * @param warmUpNanos rounds that are not measured go ahead for so long; none if it is 0
 */
public record ModelBenchmark(int promptTokens, int generateTokens, int repeats, long warmUpNanos) {
  private static final long SEED = 8611;

  /** The part of the memory up to which all weights are read in beforehand. */
  private static final double MEMORY_SHARE = 0.8;

  /** Checks the numbers. */
  public ModelBenchmark {
    check("prompt-tokens", promptTokens);
    check("generate-tokens", generateTokens);
    check("repeat", repeats);
  }

  private static void check(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + "=" + value + ", expected at least 1");
    }
  }

  /**
   * Brings all weights into memory, so that the first to use them need not wait for the disk;
   * nothing happens where they are copied, or do not fit.
   */
  public static void preload(KimiModel model) {
    if (model.copiedBytes() > 0
        || model.file().sizeBytes() >= MEMORY_SHARE * HardwareProbe.memory().totalBytes()) {
      return;
    }
    for (TensorInfo tensor : model.file().tensors()) {
      model.file().data(tensor).load();
    }
  }

  /**
   * Measures.
   *
   * @param progress is told the number of rounds measured
   * @throws IllegalArgumentException if the model's context is too short
   */
  public ModelRates run(KimiModel model, SessionOptions options, IntConsumer progress) {
    double[] prefill = new double[repeats];
    double[] decode = new double[repeats];
    RandomRounds rounds = new RandomRounds(SEED);
    SessionOptions fitting = options.withContext(Math.addExact(promptTokens, generateTokens));
    try (Session session = Session.open(model, fitting)) {
      warmUp(rounds, session);
      for (int i = 0; i < repeats; i++) {
        RandomRounds.Round round = rounds.next(session, promptTokens, generateTokens);
        prefill[i] = round.prefillTps();
        decode[i] = round.decodeTps();
        progress.accept(i + 1);
      }
    }
    return new ModelRates(Samples.of(prefill), Samples.of(decode));
  }

  private void warmUp(RandomRounds rounds, Session session) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < warmUpNanos) {
      rounds.next(session, promptTokens, generateTokens);
    }
  }
}
