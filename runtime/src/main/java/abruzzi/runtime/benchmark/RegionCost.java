package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.quant.kernel.Workers;

/** Measures what a parallel region costs beside its work: until all have noticed, and are done. */
final class RegionCost {
  /** Work of a worker, about as long as in a region of a small model. */
  private static final long WORK_NANOS = 20_000;

  private static final int REGIONS = 200;

  /** A few tenths of a second, so that a short disturbance does not count. */
  private static final int SAMPLES = 41;

  private static final int WARM_UP = 5;

  private RegionCost() {}

  /**
   * Measures.
   *
   * @param threads threads that compute
   * @return nanoseconds; 0 for one thread
   */
  static double nanos(int threads) {
    if (threads == 1) {
      return 0;
    }
    try (WorkerPool workers = new WorkerPool(threads)) {
      double[] nanos = new double[SAMPLES];
      for (int i = 0; i < WARM_UP; i++) {
        sample(workers);
      }
      for (int i = 0; i < SAMPLES; i++) {
        nanos[i] = sample(workers);
      }
      return Math.max(0, Samples.of(nanos).median());
    }
  }

  private static double sample(Workers workers) {
    long start = System.nanoTime();
    for (int i = 0; i < REGIONS; i++) {
      workers.run(workers.count(), (part, worker) -> work());
    }
    return (double) (System.nanoTime() - start) / REGIONS - WORK_NANOS;
  }

  private static void work() {
    long end = System.nanoTime() + WORK_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
