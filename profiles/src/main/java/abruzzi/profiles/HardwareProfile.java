package abruzzi.profiles;

import java.util.List;
import java.util.Optional;

/**
 * One machine in numbers.
 *
 * @param name short, as in {@code rtx4090-256gb-ddr5-2ch}; it also names the file it is kept in
 * @param cpu its processors
 * @param memory its main memory
 * @param gpus its graphics cards, the one to use first
 * @param disks disks that models may lie on, the one to use first
 * @param kernels how fast the processors compute, null where that was not measured
 */
public record HardwareProfile(
    String name,
    CpuProfile cpu,
    MemoryProfile memory,
    List<GpuProfile> gpus,
    List<DiskProfile> disks,
    KernelProfile kernels) {
  /** Checks that the parts are there. */
  public HardwareProfile {
    ProfileName.check(name);
    Expect.present("cpu", cpu);
    Expect.present("memory", memory);
    gpus = Expect.list("gpus", gpus);
    disks = Expect.list("disks", disks);
  }

  /** The graphics card to use. */
  public Optional<GpuProfile> gpu() {
    return gpus.stream().findFirst();
  }

  /** The disk to use. */
  public Optional<DiskProfile> disk() {
    return disks.stream().findFirst();
  }

  /**
   * Threads to compute with unless told otherwise: one per physical core, because hardware threads
   * of one core share the units that these kernels keep busy.
   */
  public int computeThreads() {
    return cpu.physicalCores();
  }
}
