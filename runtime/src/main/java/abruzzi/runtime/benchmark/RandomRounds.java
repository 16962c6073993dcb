package abruzzi.runtime.benchmark;

import abruzzi.runtime.session.Session;
import java.util.SplittableRandom;

/**
 * Rounds of a prompt of random tokens and single tokens behind it. Each round has tokens of its
 * own, so that it is routed to experts of its own.
 *
 * <p>Threading: one thread at a time.
 */
public final class RandomRounds {
  private final SplittableRandom random;

  /** The same seed gives the same tokens. */
  public RandomRounds(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * How fast a round was.
   *
   * @param prefillTps tokens of the prompt per second
   * @param decodeTps single tokens per second
   */
  public record Round(double prefillTps, double decodeTps) {}

  /**
   * Computes a round.
   *
   * @param session is emptied first
   */
  public Round next(Session session, int promptTokens, int generateTokens) {
    session.truncate(0);
    int[] prompt = tokens(promptTokens, session.vocabulary());
    int[] generated = tokens(generateTokens, session.vocabulary());
    long start = System.nanoTime();
    session.feed(prompt);
    long middle = System.nanoTime();
    for (int id : generated) {
      session.feed(id);
    }
    long end = System.nanoTime();
    return new Round(promptTokens * 1e9 / (middle - start), generateTokens * 1e9 / (end - middle));
  }

  private int[] tokens(int count, int vocabulary) {
    return random.ints(count, 0, vocabulary).toArray();
  }
}
