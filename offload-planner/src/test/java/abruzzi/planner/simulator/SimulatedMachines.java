package abruzzi.planner.simulator;

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
import abruzzi.profiles.RateCurve;
import java.util.ArrayList;
import java.util.List;

/** Workstations and servers of known parts: one 24 GB graphics card, 256 GiB of memory. */
final class SimulatedMachines {
  private static final Origin ORIGIN = new Origin(Origin.Kind.ESTIMATE, "a test", "2026-01-01");
  private static final double BYTES_PER_CHANNEL = 40e9;
  private static final int CORES_PER_CHANNEL = 4;

  /** Of one core, in weights per second: what a core of five gigahertz would reach. */
  private static final Object[][] RATES = {
    {"F32", Layout.ROWS, 3e9},
    {"Q6_K", Layout.ROWS, 5e9},
    {"Q3_K", Layout.ROWS, 4e9},
    {"Q4_K", Layout.TILES, 25e9},
    {"Q2_K", Layout.TILES, 25e9},
    {"TQ1_0", Layout.TILES, 40e9},
  };

  private SimulatedMachines() {}

  /**
   * A machine.
   *
   * @param sockets chips, each with all channels
   * @param channels memory channels of a chip
   * @param pcie generation of the link
   * @param diskBytesPerSecond of the disk
   */
  static HardwareProfile of(int sockets, int channels, int pcie, double diskBytesPerSecond) {
    int cores = sockets * channels * CORES_PER_CHANNEL;
    double bandwidth = sockets * channels * BYTES_PER_CHANNEL;
    double link = 12.5e9 * (1 << (pcie - 3));
    List<KernelRate> rates = new ArrayList<>();
    for (Object[] rate : RATES) {
      double perCore = (double) rate[2];
      RateCurve curve = linear(cores, perCore);
      rates.add(new KernelRate((String) rate[0], (Layout) rate[1], 1, curve));
      rates.add(new KernelRate((String) rate[0], Layout.ROWS, 8, linear(cores, perCore / 8)));
    }
    return new HardwareProfile(
        "%dx%dch-pcie%d-%.0fGBs".formatted(sockets, channels, pcie, diskBytesPerSecond / 1e9),
        new CpuProfile("cpu", sockets, cores, cores, sockets, List.of(), List.of(), ORIGIN),
        new MemoryProfile(256L << 30, channels, linear(cores, bandwidth / cores), 90, ORIGIN),
        List.of(
            new GpuProfile(
                "24 GB",
                24L << 30,
                930e9,
                5000,
                new PcieProfile(link, link / 2, link, link / 2, 10_000),
                List.of(),
                ORIGIN)),
        List.of(
            new DiskProfile(
                "NVMe",
                true,
                diskBytesPerSecond,
                9_289_728,
                RateCurve.constant(diskBytesPerSecond),
                ORIGIN)),
        new KernelProfile(512, rates, ORIGIN));
  }

  private static RateCurve linear(int cores, double perCore) {
    return new RateCurve(List.of(new RateCurve.Point(cores, perCore * cores)));
  }
}
