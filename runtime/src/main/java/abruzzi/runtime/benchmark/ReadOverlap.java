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

  /** Kernels of tiles read ahead: at worst one comes after the other. */
  private static final double MOST_OF_TILES = 1;

  /** Kernels of rows do not, and are held up by each read. */
  private static final double MOST_OF_ROWS = 3;

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
    double most = benchmark.tiled() ? MOST_OF_TILES : MOST_OF_ROWS;
    return Math.clamp(more / Math.min(read, multiply), 0, most);
  }
}
