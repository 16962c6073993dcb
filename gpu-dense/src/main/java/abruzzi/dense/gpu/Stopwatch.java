package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceQueue;

/** Measures work of a device: more and more of it until the time is long enough. */
final class Stopwatch {
  private static final int ROUNDS = 3;

  private final long leastNanos;

  /**
   * @param leastNanos what a measurement has to take
   */
  Stopwatch(long leastNanos) {
    this.leastNanos = leastNanos;
  }

  /** The shortest time of one piece of work, of several measurements of many. */
  double nanos(DeviceQueue queue, Runnable work) {
    work.run(); // the first time builds the program
    queue.finish();
    int count = 1;
    double best = run(queue, work, count);
    while (best * count < leastNanos) {
      count *= 2;
      best = run(queue, work, count);
    }
    for (int i = 1; i < ROUNDS; i++) {
      best = Math.min(best, run(queue, work, count));
    }
    return best;
  }

  private static double run(DeviceQueue queue, Runnable work, int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      work.run();
    }
    queue.finish();
    return (System.nanoTime() - start) / (double) count;
  }
}
