package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.ReadBandwidth;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measures how far reading weights from memory and multiplying them go on at the same time:
 * products with weights that no cache holds, against the times of the one and the other. The
 * machine may be shared with others, so these are measured beside each sample.
 *
 * @param workers what computes
 * @param bandwidth plain reads by the same workers
 * @param warmUp goes ahead: compiled with other workers, products begin anew
 * @param sampleNanos of a sample from memory, of which some are taken
 * @param cachedNanos of a sample in caches
 */
record ReadOverlap(
    WorkerPool workers,
    ReadBandwidth bandwidth,
    KernelWarmUp warmUp,
    long sampleNanos,
    long cachedNanos) {
  private static final int SAMPLES = 5;

  /** Of several activation rows, which depend little on memory. */
  private static final int FEW_SAMPLES = 3;

  /** Kernels of rows do not read ahead, and are held up by each read. */
  private static final double MOST = 3;

  /** The same product from memory and in caches, with as many activation rows. */
  private final class Pair {
    private final KernelBenchmark.Walk memory;
    private final KernelBenchmark.Walk caches;
    private final double bytesPerWeight;

    Pair(KernelBenchmark inMemory, KernelBenchmark inCaches, int rows) {
      memory = inMemory.walk(workers, rows, KernelScratch.forWorkers(workers.count()));
      caches = inCaches.walk(workers, rows, KernelScratch.forWorkers(workers.count()));
      bytesPerWeight = inMemory.bytesPerWeight();
    }

    /** One sample of all three. */
    Times sample() {
      return new Times(
          bytesPerWeight / bandwidth.bytesPerSecond(),
          1 / KernelTurns.sample(caches, cachedNanos),
          1 / memory.weightsPerSecond(sampleNanos));
    }
  }

  /** Seconds for a weight: read alone, multiplied alone, and both. */
  record Times(double read, double multiply, double both) {
    /** The part of the shorter time that goes on top of the longer one. */
    double notOverlapped() {
      return (both - Math.max(read, multiply)) / Math.min(read, multiply);
    }

    /** How much faster it is multiplied than in caches, if so much was not overlapped. */
    double factor(double notOverlapped) {
      return multiply / Math.max(both - notOverlapped * read, read);
    }
  }

  /**
   * Measures a product.
   *
   * @param memory weights in memory
   * @param caches the same in caches
   * @param rows activation rows
   * @return some samples
   */
  List<Times> measure(KernelBenchmark memory, KernelBenchmark caches, int rows) {
    Pair pair = new Pair(memory, caches, rows);
    if (rows == 1) {
      warmUp.run(pair.memory);
    } else {
      pair.sample();
    }
    return Stream.generate(pair::sample).limit(rows == 1 ? SAMPLES : FEW_SAMPLES).toList();
  }

  /**
   * The part of the shorter time that goes on top of the longer one. Kernels of a layout read ahead
   * alike, and single samples say little where others use the memory: one figure for all.
   *
   * @param samples of one activation row
   */
  static double notOverlapped(List<Times> samples) {
    return Math.clamp(median(samples, Times::notOverlapped), 0, MOST);
  }

  /**
   * Of several activation rows, so that this and the overlap together give the time that weights
   * from memory take: whole panels are multiplied there, of which no near cache holds one.
   *
   * @param notOverlapped what {@link #notOverlapped} gave
   * @return rates, as a multiple of those in caches
   */
  static double fromMemory(List<Times> samples, double notOverlapped) {
    return median(samples, times -> times.factor(notOverlapped));
  }

  private static double median(List<Times> samples, ToDoubleFunction<Times> value) {
    return Samples.of(samples.stream().mapToDouble(value).toArray()).median();
  }
}
