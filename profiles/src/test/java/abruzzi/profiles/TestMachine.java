package abruzzi.profiles;

import java.util.List;

/** An invented machine. */
final class TestMachine {
  static final Origin ORIGIN = new Origin(Origin.Kind.MEASURED, "a test", "2026-11-22");

  private TestMachine() {}

  static HardwareProfile named(String name) {
    return new HardwareProfile(
        name,
        cpu("Test CPU"),
        new MemoryProfile(64L << 30, 2, curve(1, 20e9, 4, 60e9, 8, 64e9), 90, ORIGIN),
        List.of(gpu()),
        List.of(new DiskProfile("nvme", true, 7e9, 9_000_000, curve(1, 3e9, 8, 7e9), ORIGIN)),
        kernels());
  }

  static CpuProfile cpu(String name) {
    return new CpuProfile(
        name, 1, 8, 16, 1, List.of("avx2"), List.of(new CacheProfile(3, 32 << 20)), ORIGIN);
  }

  private static GpuProfile gpu() {
    return new GpuProfile(
        "Test GPU",
        24L << 30,
        9e11,
        4000,
        new PcieProfile(25e9, 12e9, 25e9, 12e9, 9000),
        false,
        List.of(new ProductRate("Q4_K", 7e11)),
        new AttentionRate(16, 64, 128, 400, 90),
        ORIGIN);
  }

  static KernelProfile kernels() {
    KernelRate.Layout layout = KernelRate.Layout.ROWS;
    return new KernelProfile(
        256,
        List.of(
            new KernelRate("Q4_K", layout, 1, curve(1, 6e9, 8, 40e9)),
            new KernelRate("Q4_K", layout, 8, curve(1, 2e9, 8, 15e9)),
            new KernelRate("Q2_K", layout, 8, curve(1, 3e9)).withRowNanos(20.0),
            new KernelRate("Q8_0", layout, 8, curve(1, 3e9)).withRowNanos(40.0)),
        ORIGIN);
  }

  static RateCurve curve(double... parallelAndRate) {
    RateCurve.Point[] points = new RateCurve.Point[parallelAndRate.length / 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = new RateCurve.Point((int) parallelAndRate[2 * i], parallelAndRate[2 * i + 1]);
    }
    return new RateCurve(List.of(points));
  }
}
