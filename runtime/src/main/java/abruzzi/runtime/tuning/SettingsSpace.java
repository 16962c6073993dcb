package abruzzi.runtime.tuning;

import abruzzi.dense.gpu.ActivationForm;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What there is to choose from.
 *
 * @param physicalCores cores of the machine
 * @param logicalCores its hardware threads
 * @param promptTokens tokens of the longest prompts that are measured: larger batches make no
 *     difference
 * @param device the device there is, {@link RunSettings#ANY_DEVICE} for none
 * @param rounded whether the device may take rounded activations
 */
public record SettingsSpace(
    int physicalCores, int logicalCores, int promptTokens, String device, boolean rounded) {
  private static final int[] SPIN_MICROS = {0, 100, 1000, 10_000};
  private static final int[] BATCH_TOKENS = {32, 64, 128, 256, 512};

  /**
   * Everything that can be set on this machine, what usually gains most first; what needs a slow
   * load comes last.
   */
  public List<Dimension<RunSettings>> dimensions() {
    List<Dimension<RunSettings>> dimensions = new ArrayList<>();
    if (!device.equals(RunSettings.ANY_DEVICE)) {
      dimensions.add(
          exchange(
              "device", s -> List.of(s.withDevice(device), s.withDevice(RunSettings.NO_DEVICE))));
      if (rounded) {
        dimensions.add(exchange("activations", SettingsSpace::activations));
      }
    }
    dimensions.add(exchange("threads", s -> threads().stream().map(s::withThreads).toList()));
    dimensions.add(exchange("repack", s -> List.of(s.withCopies(true), s.withCopies(false))));
    dimensions.add(new Dimension<>("batch", Workload.PROMPT, this::batches));
    dimensions.add(exchange("spin", s -> IntStream.of(SPIN_MICROS).mapToObj(s::withSpin).toList()));
    dimensions.add(exchange("large pages", SettingsSpace::pages));
    return dimensions;
  }

  private static Dimension<RunSettings> exchange(
      String name, Function<RunSettings, List<RunSettings>> variants) {
    return new Dimension<>(name, Workload.EXCHANGE, variants);
  }

  /** Batches that hold a whole prompt are all the same. */
  private List<RunSettings> batches(RunSettings settings) {
    int most = settings.batchTokens() < promptTokens ? promptTokens : promptTokens - 1;
    return IntStream.of(BATCH_TOKENS)
        .filter(tokens -> tokens <= most)
        .mapToObj(settings::withBatch)
        .toList();
  }

  private static List<RunSettings> pages(RunSettings settings) {
    return settings.copies()
        ? List.of(settings.withLargePages(true), settings.withLargePages(false))
        : List.of(settings);
  }

  private static List<RunSettings> activations(RunSettings settings) {
    return settings.usesDevice()
        ? List.of(
            settings.withActivations(ActivationForm.EXACT),
            settings.withActivations(ActivationForm.ROUNDED))
        : List.of(settings);
  }

  /** Cores and parts of them, one less for the rest of the system, and all hardware threads. */
  private TreeSet<Integer> threads() {
    TreeSet<Integer> counts = new TreeSet<>(List.of(physicalCores, logicalCores));
    counts.add(Math.max(1, physicalCores / 4));
    counts.add(Math.max(1, physicalCores / 2));
    counts.add(Math.max(1, physicalCores * 3 / 4));
    counts.add(Math.max(1, physicalCores - 1));
    return counts;
  }
}
