package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.kernel.KernelScratch;
import java.util.Arrays;

/**
 * Measures how far reading weights from memory and multiplying them go on at the same time:
 * products with weights that no cache holds, against the times of the one and the other.
 *
 * @param workers what computes
 * @param readBytesPerSecond bandwidth of the memory, by threads
 * @param warmUp goes ahead: compiled with other workers, products begin anew
 * @param sampleNanos of a sample, of which some are taken
 */
record ReadOverlap(
    WorkerPool workers, RateCurve readBytesPerSecond, KernelWarmUp warmUp, long sampleNanos) {
  private static final int SAMPLES = 7;

  /** A kernel may be held up by each read; what is beyond that was disturbed. */
  private static final double MOST = 3;

  /**
   * Measures.
   *
   * @param benchmark of weights in memory
   * @param cached weights per second in caches, by threads
   * @return the part of the shorter time that goes on top of the longer one
   */
  double notOverlapped(KernelBenchmark benchmark, RateCurve cached) {
    KernelBenchmark.Walk walk =
        benchmark.walk(workers, 1, KernelScratch.forWorkers(workers.count()));
    warmUp.run(walk);
    double[] rates = new double[SAMPLES];
    Arrays.setAll(rates, i -> walk.weightsPerSecond(sampleNanos));
    double weightBytes = benchmark.bytesPerWeight();
    int threads = workers.count();
    double read = weightBytes / readBytesPerSecond.at(threads);
    double multiply = 1 / cached.at(threads);
    double more = 1 / Samples.of(rates).median() - Math.max(read, multiply);
    return Math.clamp(more / Math.min(read, multiply), 0, MOST);
  }
}
