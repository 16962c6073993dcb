package abruzzi.planner.placement;

import abruzzi.planner.PlannedModel;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.MemoryProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What to buy next: plans again with one part after another changed. */
public final class Purchases {
  private static final long GIB = 1L << 30;

  private Purchases() {}

  /**
   * Parts and what they change, the one that makes decoding fastest first. Parts that change
   * nothing are left out.
   *
   * @param now the plan for the machine as it is
   */
  public static List<Purchase> of(
      Placement now,
      PlannedModel model,
      HardwareProfile machine,
      ExpertUse use,
      PlanOptions options) {
    List<Purchase> purchases = new ArrayList<>();
    for (Map.Entry<String, UnaryOperator<HardwareProfile>> part : parts(machine).entrySet()) {
      plan(model, part.getValue().apply(machine), use, sameContext(now, options))
          .filter(then -> then.decode() != null)
          .filter(then -> then.decode().ms() < now.decode().ms())
          .ifPresent(
              then ->
                  purchases.add(
                      new Purchase(
                          part.getKey(),
                          then.decode().tokensPerSecond(),
                          then.prefill().tokensPerSecond())));
    }
    purchases.sort(Comparator.comparingDouble(Purchase::decodeTps).reversed());
    return purchases;
  }

  private static Optional<Placement> plan(
      PlannedModel model, HardwareProfile machine, ExpertUse use, PlanOptions options) {
    try {
      return Optional.of(Planner.plan(model, machine, use, options));
    } catch (PlacementException e) {
      return Optional.empty(); // no part makes memory smaller: cannot be, but need not stop a plan
    }
  }

  private static PlanOptions sameContext(Placement now, PlanOptions options) {
    PlanOptions.Builder same =
        PlanOptions.builder()
            .context(now.contextTokens())
            .cacheType(now.cacheType())
            .depth(options.depthTokens())
            .prompt(options.promptTokens())
            .hostBatch(options.hostBatchTokens())
            .gpu(options.gpu())
            .disk(options.disk())
            .copies(options.copies())
            .correction(options.correction());
    options.hotExperts().ifPresent(same::hotExperts);
    return same.build();
  }

  private static Map<String, UnaryOperator<HardwareProfile>> parts(HardwareProfile machine) {
    Map<String, UnaryOperator<HardwareProfile>> parts = new LinkedHashMap<>();
    MemoryProfile memory = machine.memory();
    int channels = memory.channels();
    if (channels > 0) {
      int more = channels + 2;
      parts.put(
          "memory channels: %d instead of %d".formatted(more, channels),
          MachineChange.ramFactor((double) more / channels, more));
    } else {
      parts.put("memory twice as fast", MachineChange.ramFactor(2, 0));
    }
    parts.put(
        "memory: %s instead of %s"
            .formatted(gib(2 * memory.totalBytes()), gib(memory.totalBytes())),
        MachineChange.ramBytes(2 * memory.totalBytes()));
    parts.put("twice the cores", MachineChange.coreFactor(2));
    parts.put(
        "twice the cores and memory twice as fast",
        p -> MachineChange.ramFactor(2, 2 * channels).apply(MachineChange.coreFactor(2).apply(p)));
    machine.gpu().ifPresent(gpu -> graphicsCard(parts, gpu));
    machine
        .disk()
        .ifPresent(
            disk ->
                parts.put(
                    "a second disk, both read at once",
                    MachineChange.diskBytesPerSecond(
                        2
                            * Math.max(
                                disk.randomBytesPerSecond().best(),
                                disk.sequentialBytesPerSecond()))));
    return parts;
  }

  private static void graphicsCard(
      Map<String, UnaryOperator<HardwareProfile>> parts, GpuProfile gpu) {
    parts.put(
        "graphics memory: %s instead of %s"
            .formatted(gib(2 * gpu.memoryBytes()), gib(gpu.memoryBytes())),
        MachineChange.gpuBytes(2 * gpu.memoryBytes()));
    parts.put(
        "graphics memory twice as fast",
        MachineChange.gpuBytesPerSecond(2 * gpu.readBytesPerSecond()));
    parts.put(
        "PCIe link twice as fast",
        MachineChange.linkBytesPerSecond(2 * gpu.pcie().uploadPinnedBytesPerSecond()));
  }

  private static String gib(long bytes) {
    return Math.round((double) bytes / GIB) + " GiB";
  }
}
