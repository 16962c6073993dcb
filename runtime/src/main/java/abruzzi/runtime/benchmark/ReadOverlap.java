package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.ReadBandwidth;

/**
 * Measures how far reading weights from memory and multiplying them go on at the same time:
 * products with weights that no cache holds, against the times of the one and the other. Memory may
 * be shared with others, so it is read plainly before each sample.
 *
 * @param workers what computes
 * @param bandwidth plain reads by the same workers
 * @param warmUp goes ahead: compiled with other workers, products begin anew
 * @param sampleNanos of a sample, of which some are taken
 */
record ReadOverlap(
    WorkerPool workers, ReadBandwidth bandwidth, KernelWarmUp warmUp, long sampleNanos) {
  private static final int SAMPLES = 7;

  /** Of several activation rows, which depend little on memory. */
  private static final int FEW_SAMPLES = 3;

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
    double multiply = 1 / cached.at(workers.count());
    double[] parts = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double read = benchmark.bytesPerWeight() / bandwidth.bytesPerSecond();
      double more = 1 / walk.weightsPerSecond(sampleNanos) - Math.max(read, multiply);
      parts[i] = more / Math.min(read, multiply);
    }
    double most = benchmark.tiled() ? MOST_OF_TILES : MOST_OF_ROWS;
    return Math.clamp(Samples.of(parts).median(), 0, most);
  }

  /**
   * Rates of several activation rows, so that they and this overlap together give the time that
   * weights from memory take: whole panels are multiplied there, of which no near cache holds one.
   *
   * @param rows activation rows
   * @param cached weights per second in caches, by threads
   * @param notOverlapped what {@link #notOverlapped} gave
   * @return the rates in caches, all by the same factor
   */
  RateCurve fromMemory(
      KernelBenchmark benchmark, int rows, RateCurve cached, double notOverlapped) {
    KernelBenchmark.Walk walk =
        benchmark.walk(workers, rows, KernelScratch.forWorkers(workers.count()));
    walk.weightsPerSecond(sampleNanos);
    double[] factors = new double[FEW_SAMPLES];
    for (int i = 0; i < FEW_SAMPLES; i++) {
      double read = benchmark.bytesPerWeight() / bandwidth.bytesPerSecond();
      double time = 1 / walk.weightsPerSecond(sampleNanos);
      factors[i] = 1 / (cached.at(workers.count()) * Math.max(time - notOverlapped * read, read));
    }
    return cached.times(Samples.of(factors).median());
  }
}
