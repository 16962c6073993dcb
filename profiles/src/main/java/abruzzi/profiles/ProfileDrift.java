package abruzzi.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out whether a machine is still the one that a profile was measured on. */
public final class ProfileDrift {
  /** Systems take a little more or less of the memory for themselves with every update. */
  private static final double MEMORY_TOLERANCE = 0.02;

  private static final double GIB = 1L << 30;

  private ProfileDrift() {}

  /**
   * What a machine shows of itself; empty where nobody has looked.
   *
   * @param logicalCores hardware threads
   * @param memoryBytes main memory
   * @param cpuName as the maker calls it
   * @param gpuNames graphics cards that are computed with
   */
  public record Observed(
      int logicalCores,
      long memoryBytes,
      Optional<String> cpuName,
      Optional<List<String>> gpuNames) {
    /** What can be looked at within a millisecond. */
    public static Observed quickly() {
      return new Observed(
          HardwareProbe.logicalCores(),
          HardwareProbe.memory().totalBytes(),
          HardwareProbe.cpuName(),
          Optional.empty());
    }
  }

  /**
   * What is different now.
   *
   * @return one phrase each, as in {@code memory 23.5 GiB, was 62.7}; none where all is the same
   */
  public static List<String> between(HardwareProfile profile, Observed now) {
    List<String> differences = new ArrayList<>();
    long memory = profile.memory().totalBytes();
    if (Math.abs(now.memoryBytes - memory) > MEMORY_TOLERANCE * memory) {
      differences.add(
          String.format(
              Locale.ROOT, "memory %.1f GiB, was %.1f", now.memoryBytes / GIB, memory / GIB));
    }
    add(differences, "hardware threads", now.logicalCores, profile.cpu().logicalCores());
    now.cpuName.ifPresent(name -> add(differences, "processor", name, profile.cpu().name()));
    now.gpuNames.ifPresent(
        names ->
            add(
                differences,
                "graphics cards",
                names,
                profile.gpus().stream().map(GpuProfile::name).toList()));
    return differences;
  }

  private static void add(List<String> differences, String what, Object now, Object before) {
    if (!now.equals(before)) {
      differences.add(what + " " + now + ", was " + before);
    }
  }
}
