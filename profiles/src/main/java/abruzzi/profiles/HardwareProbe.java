package abruzzi.profiles;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;

/** Looks up the machine this process runs on, within the limits that a container sets. */
public final class HardwareProbe {
  private HardwareProbe() {}

  /** The whole machine. Takes some tenths of a second. */
  public static HardwareProfile probe() {
    return new HardwareProfile(cpu(), memory());
  }

  /** The processors. Takes some tenths of a second. */
  public static CpuProfile cpu() {
    CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
    int logical = logicalCores();
    int physical = Math.clamp(processor.getPhysicalProcessorCount(), 1, logical);
    return new CpuProfile(processor.getProcessorIdentifier().getName(), physical, logical);
  }

  /** Hardware threads that this process may use; quick. */
  public static int logicalCores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Main memory that programs can have without the system having to swap, in bytes; what files take
   * in its caches counts as available. Takes some tenths of a second.
   */
  public static long availableMemoryBytes() {
    long available = new SystemInfo().getHardware().getMemory().getAvailable();
    return Math.min(available, memory().totalBytes());
  }

  /** Main memory; quick. */
  public static MemoryProfile memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new MemoryProfile(system.getTotalMemorySize());
  }
}
