package abruzzi.cli.bench;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.kernel.ReadBandwidth;
import abruzzi.runtime.benchmark.Samples;

/** Measures the read bandwidth of this machine, beside the measurements that it is a ceiling of. */
final class BandwidthProbe {
  /** Larger than the caches of most machines. */
  private static final long BUFFER_BYTES = 1L << 30;

  /** The part of the memory that the buffer takes at most. */
  private static final int MEMORY_SHARE = 8;

  private static final int PASSES = 5;

  private BandwidthProbe() {}

  /**
   * What was measured.
   *
   * @param bytesPerSecond median of some passes
   * @param bufferBytes bytes read in a pass
   */
  record Bandwidth(double bytesPerSecond, long bufferBytes) {
    /** The faster one. */
    Bandwidth orFaster(Bandwidth other) {
      return other.bytesPerSecond > bytesPerSecond ? other : this;
    }
  }

  /** So much that hardly a cache holds it. */
  static long bufferBytes() {
    return Math.min(BUFFER_BYTES, HardwareProbe.memory().totalBytes() / MEMORY_SHARE);
  }

  static Bandwidth measure(int threads) {
    try (WorkerPool workers = new WorkerPool(threads);
        ReadBandwidth bandwidth = new ReadBandwidth(bufferBytes(), workers)) {
      bandwidth.sum(); // compiles the loop
      double[] rates = new double[PASSES];
      for (int i = 0; i < PASSES; i++) {
        rates[i] = bandwidth.bytesPerSecond();
      }
      return new Bandwidth(Samples.of(rates).median(), bandwidth.bytes());
    }
  }
}
