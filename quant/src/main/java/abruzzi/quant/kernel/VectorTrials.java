package abruzzi.quant.kernel;

/**
 * When vectors become faster than plain loops: rows are computed with them for a small part of the
 * time at first, so that the first answer waits little, and later for as long as in plain loops.
 *
 * <p>Threading: safe.
 */
final class VectorTrials {
  /** For each nanosecond of a trial so many of plain loops. */
  private static final int PLAIN_SHARE = 4;

  /** So much plain loops are ahead of trials later. */
  private static final long AHEAD_NANOS = 100_000_000;

  /** One trial after the other that must have been faster. */
  private static final int FASTER = 3;

  private static final int LEAST_SIZE = 4;
  private static final int MOST_SIZE = 32;

  /** Trials that take less are too small to tell, for what is done once a call counts. */
  private static final long SHORT_NANOS = 200_000;

  private static final long LONG_NANOS = 1_000_000;

  private long trialNanos;
  private long plainNanos;
  private int faster;
  private volatile int size = LEAST_SIZE;
  private volatile boolean won;

  /** Whether vectors are to be used from now on. */
  boolean won() {
    return won;
  }

  /** Weight rows of a trial, and activation rows at most: more as it becomes faster. */
  int size() {
    return size;
  }

  /** Whether there is time for a trial. */
  synchronized boolean mayTry() {
    return trialNanos < Math.max(plainNanos / PLAIN_SHARE, plainNanos - AHEAD_NANOS);
  }

  /**
   * Rows were computed.
   *
   * @param tried products of rows with vectors, 0 if there was no trial
   * @param triedNanos what they took
   * @param plain products of rows in plain loops
   * @param nanos what they took
   */
  synchronized void ended(long tried, long triedNanos, long plain, long nanos) {
    trialNanos += triedNanos;
    plainNanos += nanos;
    if (tried > 0) {
      faster = (double) triedNanos * plain < (double) nanos * tried ? faster + 1 : 0;
      won |= faster >= FASTER;
      if (triedNanos < SHORT_NANOS) {
        size = Math.min(2 * size, MOST_SIZE);
      } else if (triedNanos > LONG_NANOS) {
        size = Math.max(size / 2, LEAST_SIZE);
      }
    }
  }
}
