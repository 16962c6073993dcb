package abruzzi.runtime.benchmark;

/**
 * Runs a product until it does not become faster any more: until the compiler is done with it. One
 * product comes after the other, as in a model of a few storage types: compiled while many others
 * run, some become half as fast.
 *
 * @param leastNanos a warm-up takes at least so long
 */
record KernelWarmUp(long leastNanos) {
  private static final long TURN_NANOS = 8_000_000;

  /** So many turns at the end must bring nothing new. */
  private static final int STEADY = 5;

  private static final int MOST_TURNS = 80;
  private static final double FASTER = 1.1;

  /** Warms up what samples of this walk run. */
  void run(KernelBenchmark.Walk walk) {
    long start = System.nanoTime();
    double best = 0;
    int steady = 0;
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      if (steady >= STEADY && System.nanoTime() - start >= leastNanos) {
        return;
      }
      double rate = walk.weightsPerSecond(TURN_NANOS);
      steady = rate > FASTER * best ? 0 : steady + 1;
      best = Math.max(best, rate);
    }
  }
}
