package abruzzi.cli.bench;

import abruzzi.profiles.CpuProfile;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.benchmark.KernelRate;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code abruzzi bench kernels} found, as {@code --json} writes it. Rates are medians.
 *
 * @param processor name of the processor
 * @param cores its cores
 * @param java version of the JVM
 * @param weightBytes about how many bytes of weights are walked through
 * @param readBandwidth ceilings
 * @param kernels the products
 */
record KernelsReport(
    String processor,
    int cores,
    String java,
    long weightBytes,
    List<ReadRate> readBandwidth,
    List<Kernel> kernels) {

  /** How fast some threads read memory with vectors of a width. */
  record ReadRate(int vectorBits, int threads, double bytesPerSecond, long bufferBytes) {
    static ReadRate of(int threads, MemoryBandwidth bandwidth) {
      return new ReadRate(
          VectorWidth.BITS, threads, bandwidth.bytesPerSecond(), bandwidth.bufferBytes());
    }
  }

  /**
   * A product.
   *
   * @param layout {@code rows} as in a file or {@code tiles}
   * @param rows activation rows that each weight is multiplied with
   * @param productsPerSecond weights times activation rows
   * @param bandwidthFraction bytes of weights per second, as a part of the read bandwidth
   */
  record Kernel(
      String type,
      String layout,
      int vectorBits,
      int threads,
      int rows,
      double weightsPerSecond,
      double productsPerSecond,
      double bytesPerSecond,
      double bandwidthFraction) {
    static Kernel of(KernelRate rate, double readBytesPerSecond) {
      return new Kernel(
          rate.type().name(),
          rate.layout().name().toLowerCase(Locale.ROOT),
          VectorWidth.BITS,
          rate.threads(),
          rate.rows(),
          rate.weightsPerSecond(),
          rate.productsPerSecond(),
          rate.bytesPerSecond(),
          rate.bytesPerSecond() / readBytesPerSecond);
    }

    /** Whether the other one is a product of the same weights at the same width. */
    boolean sameWeights(Kernel other) {
      return type.equals(other.type)
          && layout.equals(other.layout)
          && vectorBits == other.vectorBits;
    }
  }

  static KernelsReport of(
      CpuProfile cpu, long weightBytes, List<ReadRate> readBandwidth, List<Kernel> kernels) {
    return new KernelsReport(
        cpu.name(),
        cpu.physicalCores(),
        Runtime.version().toString(),
        weightBytes,
        readBandwidth,
        kernels);
  }

  /** Both together, of the same machine. */
  KernelsReport and(KernelsReport other) {
    return new KernelsReport(
        processor,
        cores,
        java,
        weightBytes,
        Stream.concat(readBandwidth.stream(), other.readBandwidth.stream()).toList(),
        Stream.concat(kernels.stream(), other.kernels.stream()).toList());
  }
}
