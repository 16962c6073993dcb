package abruzzi.runtime.tuning;

import abruzzi.dense.gpu.ActivationForm;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What there is to choose from.
 *
 * @param physicalCores cores of the machine
 * @param logicalCores its hardware threads
 * @param promptTokens tokens of the prompts that are measured: larger batches make no difference
 * @param device the device there is, {@link RunSettings#ANY_DEVICE} for none
 * @param rounded whether the device may take rounded activations
 */
public record SettingsSpace(
    int physicalCores, int logicalCores, int promptTokens, String device, boolean rounded) {
  private static final int[] SPIN_MICROS = {0, 100, 1000, 10_000};
  private static final int[] BATCH_TOKENS = {32, 64, 128, 256, 512};

  /** Everything that can be set on this machine, what usually matters most first. */
  public List<Dimension<RunSettings>> dimensions() {
    List<Dimension<RunSettings>> dimensions = new ArrayList<>();
    if (!device.equals(RunSettings.ANY_DEVICE)) {
      dimensions.add(
          new Dimension<>(
              "device", s -> List.of(s.withDevice(device), s.withDevice(RunSettings.NO_DEVICE))));
      if (rounded) {
        dimensions.add(new Dimension<>("activations", SettingsSpace::activations));
      }
    }
    dimensions.add(
        new Dimension<>("threads", s -> threads().stream().map(s::withThreads).toList()));
    dimensions.add(
        new Dimension<>("repack", s -> List.of(s.withCopies(true), s.withCopies(false))));
    dimensions.add(
        new Dimension<>(
            "large pages",
            s ->
                s.copies()
                    ? List.of(s.withLargePages(true), s.withLargePages(false))
                    : List.of(s)));
    dimensions.add(
        new Dimension<>("spin", s -> IntStream.of(SPIN_MICROS).mapToObj(s::withSpin).toList()));
    dimensions.add(
        new Dimension<>(
            "batch",
            s ->
                IntStream.of(BATCH_TOKENS)
                    .filter(tokens -> tokens <= promptTokens)
                    .mapToObj(s::withBatch)
                    .toList()));
    return dimensions;
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
