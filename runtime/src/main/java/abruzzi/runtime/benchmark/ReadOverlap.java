package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.KernelRate.Layout;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.memory.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Measures how far reading weights from memory and multiplying them go on at the same time:
 * products with weights that no cache holds, against the times of the one and the other.
 *
 * @param product what computes
 * @param threads threads that compute
 * @param readBytesPerSecond bandwidth of the memory, by threads
 * @param weightBytes more than caches hold
 */
record ReadOverlap(
    MatrixProduct product, int threads, RateCurve readBytesPerSecond, long weightBytes) {
  /** Types that read and multiply for about as long. */
  private static final List<GgmlType> TYPES =
      List.of(GgmlType.Q2_K, GgmlType.Q4_K, GgmlType.IQ1_S, GgmlType.TQ1_0);

  private static final int SAMPLES = 5;
  private static final long SAMPLE_NANOS = 15_000_000;

  /**
   * Measures.
   *
   * @param rates what is known of kernels with weights in caches
   * @return the part of the shorter time that goes on top of the longer one, the median of some
   *     types; null where none of them is known
   */
  Double notOverlapped(List<abruzzi.profiles.KernelRate> rates) {
    double[] parts;
    try (WeightMemory memory = new WeightMemory();
        WorkerPool workers = new WorkerPool(threads)) {
      MemorySegment room = memory.allocate(weightBytes);
      parts =
          rates.stream()
              .filter(rate -> rate.layout() == Layout.TILES && rate.rows() == 1)
              .filter(rate -> TYPES.contains(GgmlType.valueOf(rate.type())))
              .mapToDouble(rate -> part(rate, room, workers))
              .toArray();
    }
    return parts.length == 0 ? null : Samples.of(parts).median();
  }

  private double part(abruzzi.profiles.KernelRate cached, MemorySegment room, WorkerPool workers) {
    GgmlType type = GgmlType.valueOf(cached.type());
    KernelRate both =
        new KernelBenchmark(product, type, MatrixLayout.TILES, room, workers)
            .run(workers, 1, SAMPLES, SAMPLE_NANOS);
    double weightBytes = both.bytesPerSecond() / both.weightsPerSecond();
    double read = weightBytes / readBytesPerSecond.at(threads);
    double multiply = 1 / cached.weightsPerSecond().at(threads);
    double more = 1 / both.weightsPerSecond() - Math.max(read, multiply);
    return Math.clamp(more / Math.min(read, multiply), 0, 1);
  }
}
