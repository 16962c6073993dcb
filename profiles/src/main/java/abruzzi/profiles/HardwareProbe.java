package abruzzi.profiles;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.LogicalProcessor;
import oshi.hardware.CentralProcessor.ProcessorCache;

/** Looks up the machine this process runs on, within the limits that a container sets. */
public final class HardwareProbe {
  private static final String SOURCE = "the operating system";

  /** Vector extensions that kernels may profit from, as Linux and OSHI name them. */
  private static final Set<String> VECTOR_EXTENSIONS =
      Set.of(
          "sse4_2",
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512vbmi",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_int8",
          "amx_bf16",
          "asimd",
          "asimddp",
          "i8mm",
          "sve",
          "sve2");

  private static final long SMALLEST_CACHE_BYTES = 4096;

  private static final Pattern CPU_NAME = Pattern.compile("model name\\s*: (.*\\S)\\s*");
  private static final int CPU_LINES = 16;

  private static final Pattern WORD = Pattern.compile("[a-z0-9_]+");

  private HardwareProbe() {}

  /** The processors. Takes some tenths of a second. */
  public static CpuProfile cpu() {
    CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
    int logical = logicalCores();
    int physical = Math.clamp(processor.getPhysicalProcessorCount(), 1, logical);
    return new CpuProfile(
        processor.getProcessorIdentifier().getName(),
        Math.max(1, processor.getPhysicalPackageCount()),
        physical,
        logical,
        numaNodes(processor),
        instructionSets(processor),
        caches(processor),
        Origin.probed(SOURCE, LocalDate.now(ZoneId.systemDefault())));
  }

  private static int numaNodes(CentralProcessor processor) {
    return Math.max(
        1,
        (int)
            processor.getLogicalProcessors().stream()
                .mapToInt(LogicalProcessor::getNumaNode)
                .distinct()
                .count());
  }

  /** Flags come as lines of words, on Linux behind {@code flags :}. */
  private static List<String> instructionSets(CentralProcessor processor) {
    Set<String> found = new TreeSet<>();
    for (String line : processor.getFeatureFlags()) {
      WORD.matcher(line.toLowerCase(Locale.ROOT))
          .results()
          .map(MatchResult::group)
          .filter(VECTOR_EXTENSIONS::contains)
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  /** The largest cache for data of each level. */
  private static List<CacheProfile> caches(CentralProcessor processor) {
    TreeMap<Integer, Long> byLevel = new TreeMap<>();
    for (ProcessorCache cache : processor.getProcessorCaches()) {
      boolean holdsData =
          cache.getType() == ProcessorCache.Type.DATA
              || cache.getType() == ProcessorCache.Type.UNIFIED;
      if (holdsData && cache.getLevel() > 0 && cache.getCacheSize() > 0) {
        byLevel.merge((int) cache.getLevel(), (long) cache.getCacheSize(), Math::max);
      }
    }
    // Sizes come in KiB or in bytes, depending on where the library finds them.
    boolean inKib = byLevel.values().stream().anyMatch(size -> size < SMALLEST_CACHE_BYTES);
    long unit = inKib ? 1024 : 1;
    return byLevel.entrySet().stream()
        .map(entry -> new CacheProfile(entry.getKey(), entry.getValue() * unit))
        .toList();
  }

  /**
   * What the maker calls the processors, as {@link #cpu} has it; quick. Empty where only a slower
   * way would tell it.
   */
  public static Optional<String> cpuName() {
    return cpuName(Path.of("/proc/cpuinfo"));
  }

  /** Only the beginning is read: the system looks at each processor to make the rest up. */
  static Optional<String> cpuName(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (int i = 0; i < CPU_LINES; i++) {
        String line = lines.readLine();
        Matcher name = CPU_NAME.matcher(line == null ? "" : line);
        if (name.matches()) {
          return Optional.of(name.group(1));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no such file on other systems
    }
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

  /** Main memory, of which only the size is looked up; quick. */
  public static MemoryProfile memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new MemoryProfile(system.getTotalMemorySize());
  }
}
