package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.kernel.ReadBandwidth;

/**
 * The read bandwidth of this machine: the ceiling of everything that reads weights.
 *
 * @param bytesPerSecond median of some passes
 * @param bufferBytes bytes read in a pass
 */
public record MemoryBandwidth(double bytesPerSecond, long bufferBytes) {
  /** Larger than the caches of most machines. */
  private static final long BUFFER_BYTES = 1L << 30;

  /** The part of the memory that the buffer takes at most. */
  private static final int MEMORY_SHARE = 8;

  private static final int PASSES = 5;

  /** So much that hardly a cache holds it. */
  public static long beyondCaches() {
    return Math.min(BUFFER_BYTES, HardwareProbe.memory().totalBytes() / MEMORY_SHARE);
  }

  /** The faster one. */
  public MemoryBandwidth orFaster(MemoryBandwidth other) {
    return other.bytesPerSecond > bytesPerSecond ? other : this;
  }

  /** Measures with so many threads; takes about a second. */
  public static MemoryBandwidth measure(int threads) {
    return measure(threads, beyondCaches());
  }

  /** The same with a buffer of another size, which takes less time to allocate. */
  static MemoryBandwidth measure(int threads, long bytes) {
    try (WorkerPool workers = new WorkerPool(threads);
        ReadBandwidth bandwidth = new ReadBandwidth(bytes, workers)) {
      bandwidth.sum(); // compiles the loop
      double[] rates = new double[PASSES];
      for (int i = 0; i < PASSES; i++) {
        rates[i] = bandwidth.bytesPerSecond();
      }
      return new MemoryBandwidth(Samples.of(rates).median(), bandwidth.bytes());
    }
  }
}
