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

  /**
   * Measures.
   *
   * @param benchmark of weights in memory
   * @param cached weights per second in caches, by threads
   * @return the part of the shorter time that goes on top of the longer one
   */
  double notOverlapped(KernelBenchmark benchmark, RateCurve cached) {
    KernelBenchmark.Walk walk = benchmark.walk(workers, 1, KernelScratch.forWorkers(workers.count()));
    warmUp.run(walk);
    double[] rates = new double[SAMPLES];
    Arrays.setAll(rates, i -> walk.weightsPerSecond(sampleNanos));
    double weightBytes = benchmark.bytesPerWeight();
    int threads = workers.count();
    return part(
        1 / Samples.of(rates).median(),
        weightBytes / readBytesPerSecond.at(threads),
        1 / cached.at(threads));
  }

  /** Of times of a weight: of both together, of reading, of multiplying. */
  static double part(double both, double read, double multiply) {
    double more = both - Math.max(read, multiply);
    return Math.clamp(more / Math.min(read, multiply), 0, 1);
  }
}
