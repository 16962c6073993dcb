package abruzzi.planner.placement;

import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.DiskProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProductRate;
import abruzzi.profiles.RateCurve;
import java.util.List;
import java.util.function.UnaryOperator;

/** The same machine with another part. */
public final class MachineChange {
  private MachineChange() {}

  /** With so much main memory. */
  public static UnaryOperator<HardwareProfile> ramBytes(long bytes) {
    return p -> {
      MemoryProfile m = p.memory();
      return with(
          p,
          new MemoryProfile(
              bytes, m.channels(), m.readBytesPerSecond(), m.latencyNanos(), m.origin()));
    };
  }

  /** With main memory that all threads together read this fast, fewer in proportion. */
  public static UnaryOperator<HardwareProfile> ramBytesPerSecond(double rate) {
    return p -> {
      double best = p.memory().readBytesPerSecond().best();
      return best == 0
          ? withMemoryCurve(p, RateCurve.constant(rate), p.memory().channels())
          : ramFactor(rate / best, p.memory().channels()).apply(p);
    };
  }

  /** With main memory of so many channels that is read so many times as fast. */
  static UnaryOperator<HardwareProfile> ramFactor(double factor, int channels) {
    return p -> withMemoryCurve(p, p.memory().readBytesPerSecond().times(factor), channels);
  }

  private static HardwareProfile withMemoryCurve(HardwareProfile p, RateCurve curve, int channels) {
    MemoryProfile m = p.memory();
    return with(
        p, new MemoryProfile(m.totalBytes(), channels, curve, m.latencyNanos(), m.origin()));
  }

  /**
   * With so much graphics memory.
   *
   * @throws IllegalArgumentException if the machine has no graphics card
   */
  public static UnaryOperator<HardwareProfile> gpuBytes(long bytes) {
    return p -> {
      GpuProfile g = card(p);
      return with(p, g.with(bytes, g.readBytesPerSecond(), g.pcie(), g.products()));
    };
  }

  /** With graphics memory that is read so fast. */
  public static UnaryOperator<HardwareProfile> gpuBytesPerSecond(double rate) {
    return p -> {
      GpuProfile g = card(p);
      double factor = g.readBytesPerSecond() > 0 ? rate / g.readBytesPerSecond() : 1;
      List<ProductRate> products =
          g.products().stream()
              .map(
                  product ->
                      new ProductRate(
                          product.type(),
                          factor * product.bytesPerSecond(),
                          product.batchBytesPerSecond()))
              .toList();
      return with(p, g.with(g.memoryBytes(), rate, g.pcie(), products));
    };
  }

  /** With a link that is so fast in both directions. */
  public static UnaryOperator<HardwareProfile> linkBytesPerSecond(double rate) {
    return p -> {
      GpuProfile g = card(p);
      PcieProfile link = new PcieProfile(rate, rate, rate, rate, g.pcie().latencyNanos());
      return with(p, g.with(g.memoryBytes(), g.readBytesPerSecond(), link, g.products()));
    };
  }

  /** Without a graphics card. */
  public static UnaryOperator<HardwareProfile> noGpu() {
    return p ->
        new HardwareProfile(p.name(), p.cpu(), p.memory(), List.of(), p.disks(), p.kernels());
  }

  /** With a disk that reads experts so fast. */
  public static UnaryOperator<HardwareProfile> diskBytesPerSecond(double rate) {
    return p -> {
      DiskProfile d =
          p.disk()
              .map(
                  old ->
                      new DiskProfile(
                          old.name(),
                          old.directIo(),
                          rate,
                          old.randomReadBytes(),
                          RateCurve.constant(rate),
                          old.origin()))
              .orElseThrow(
                  () -> new IllegalArgumentException("profile " + p.name() + " has no disk"));
      return new HardwareProfile(p.name(), p.cpu(), p.memory(), p.gpus(), List.of(d), p.kernels());
    };
  }

  /** With so many times the cores, each as fast as now. */
  static UnaryOperator<HardwareProfile> coreFactor(int factor) {
    return p -> {
      CpuProfile c = p.cpu();
      CpuProfile cpu =
          new CpuProfile(
              c.name(),
              c.sockets(),
              c.physicalCores() * factor,
              c.logicalCores() * factor,
              c.numaNodes(),
              c.instructionSets(),
              c.caches(),
              c.origin());
      KernelProfile kernels = p.kernels();
      return new HardwareProfile(
          p.name(),
          cpu,
          p.memory(),
          p.gpus(),
          p.disks(),
          kernels == null
              ? null
              : kernels.withRates(
                  kernels.rates().stream().map(rate -> moreThreads(rate, factor)).toList()));
    };
  }

  private static KernelRate moreThreads(KernelRate rate, int factor) {
    List<RateCurve.Point> points =
        rate.weightsPerSecond().points().stream()
            .map(
                point -> new RateCurve.Point(point.parallel() * factor, point.perSecond() * factor))
            .toList();
    return new KernelRate(
        rate.type(),
        rate.layout(),
        rate.rows(),
        new RateCurve(points),
        rate.notOverlapped(),
        rate.rowNanos());
  }

  private static GpuProfile card(HardwareProfile p) {
    return p.gpu()
        .orElseThrow(
            () -> new IllegalArgumentException("profile " + p.name() + " has no graphics card"));
  }

  private static HardwareProfile with(HardwareProfile p, GpuProfile gpu) {
    return new HardwareProfile(p.name(), p.cpu(), p.memory(), List.of(gpu), p.disks(), p.kernels());
  }

  private static HardwareProfile with(HardwareProfile p, MemoryProfile memory) {
    return new HardwareProfile(p.name(), p.cpu(), memory, p.gpus(), p.disks(), p.kernels());
  }
}
