package abruzzi.planner.placement;

import abruzzi.profiles.AttentionRate;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.DiskProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.KernelRate.Layout;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProductRate;
import abruzzi.profiles.RateCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Machines that nobody has. */
final class InventedMachines {
  private static final Origin ORIGIN = new Origin(Origin.Kind.ESTIMATE, "a test", "2026-01-01");
  private static final String[] TYPES = {"F32", "TQ1_0", "Q2_K", "Q4_K", "Q8_0", "IQ1_S"};

  private InventedMachines() {}

  /**
   * A machine of random parts.
   *
   * @param modelBytes about what the model takes: memory is smaller or larger than that
   */
  static HardwareProfile random(SplittableRandom random, long modelBytes) {
    int cores = random.nextInt(1, 65);
    List<GpuProfile> gpus = random.nextInt(4) == 0 ? List.of() : List.of(gpu(random, modelBytes));
    List<DiskProfile> disks = random.nextBoolean() ? List.of() : List.of(disk(random));
    KernelProfile kernels = random.nextInt(8) == 0 ? null : kernels(random, cores);
    long ram = (long) (modelBytes * random.nextDouble(0.1, 2.5)) + 4096;
    RateCurve read = curve(random, cores, random.nextDouble(5e9, 50e9));
    return new HardwareProfile(
        "invented",
        new CpuProfile("cpu", 1, cores, cores, 1, List.of(), List.of(), ORIGIN),
        new MemoryProfile(ram, random.nextInt(0, 13), read, 0, ORIGIN),
        gpus,
        disks,
        kernels);
  }

  private static GpuProfile gpu(SplittableRandom random, long modelBytes) {
    double link = random.nextDouble(4e9, 60e9);
    return new GpuProfile(
        "gpu",
        // beyond the model: what is reserved for driver and work
        (long) (modelBytes * random.nextDouble(0, 1.5)) + (random.nextInt(0, 8) << 28) + 4096,
        random.nextDouble(5e10, 3e12),
        random.nextDouble(0, 20_000),
        new PcieProfile(link, link / 2, link, link / 2, random.nextDouble(0, 50_000)),
        random.nextInt(4) == 0,
        products(random),
        random.nextBoolean()
            ? null
            : new AttentionRate(16, 64, 4, random.nextDouble(0, 10_000), 5000),
        ORIGIN);
  }

  private static List<ProductRate> products(SplittableRandom random) {
    double rate = random.nextDouble(1e10, 2e12);
    return random.nextBoolean()
        ? List.of()
        : List.of(new ProductRate("Q4_K", rate, rate * random.nextDouble(0, 1)));
  }

  private static DiskProfile disk(SplittableRandom random) {
    double rate = random.nextDouble(1e8, 14e9);
    return new DiskProfile(
        "disk", true, rate, 1 << 20, RateCurve.constant(rate * random.nextDouble(0.1, 1)), ORIGIN);
  }

  private static KernelProfile kernels(SplittableRandom random, int cores) {
    List<KernelRate> rates = new ArrayList<>();
    for (String type : TYPES) {
      double rate = random.nextDouble(5e8, 4e10);
      Double part = random.nextBoolean() ? null : random.nextDouble(0, 3);
      Double row = random.nextBoolean() ? null : random.nextDouble(0, 100);
      rates.add(new KernelRate(type, Layout.ROWS, 1, curve(random, cores, rate), part, row));
      rates.add(new KernelRate(type, Layout.ROWS, 8, curve(random, cores, rate / 2)));
    }
    double rate = random.nextDouble(1e9, 8e10);
    rates.add(new KernelRate("Q4_K", Layout.TILES, 1, curve(random, cores, rate)));
    return new KernelProfile(512, rates, ORIGIN);
  }

  /** Rises, and sometimes falls again. */
  private static RateCurve curve(SplittableRandom random, int cores, double rateOfOne) {
    List<RateCurve.Point> points = new ArrayList<>();
    for (int n = 1; n < cores; n *= 2) {
      points.add(new RateCurve.Point(n, rateOfOne * n * random.nextDouble(0.3, 1)));
    }
    points.add(new RateCurve.Point(cores, rateOfOne * cores * random.nextDouble(0.3, 1)));
    return new RateCurve(points);
  }
}
