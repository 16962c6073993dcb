package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.placement.StepPart.Kind;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experts on a card share the starts of their kernels. */
class CardExpertsTest {
  private static final double LAUNCH_MS = 7e-3;

  @TempDir private Path folder;
  private PlannedModel model;
  private HardwareProfile machine;
  private int layers;
  private int expertLayers;

  @BeforeEach
  void aCardThatHoldsEverything() throws IOException {
    model = CardModels.find("moonlight-16b-a3b:Q4_K").orElseThrow();
    HardwareProfile m = new ProfileStore(folder).get("rtx4090-256gb-ddr5-2ch");
    GpuProfile g = m.gpu().orElseThrow();
    GpuProfile slow =
        new GpuProfile(
            g.name(),
            200L << 30,
            g.readBytesPerSecond(),
            1e6 * LAUNCH_MS,
            g.pcie(),
            g.products(),
            g.origin());
    machine =
        new HardwareProfile(m.name(), m.cpu(), m.memory(), List.of(slow), m.disks(), m.kernels());
    layers = model.sizes().layers();
    expertLayers = plan(0).experts().size();
  }

  @Test
  void fourLaunchesALayerHoweverManyArePicked() {
    int none = CostTable.ATTENTION_LAUNCHES + CostTable.FEED_FORWARD_LAUNCHES;
    double rest = LAUNCH_MS * (layers * none + CostTable.HEAD_LAUNCHES);
    assertEquals(rest, launches(plan(0)), 1e-9);
    int experts = model.sizes().experts();
    assertEquals(rest + 4 * LAUNCH_MS * expertLayers, launches(plan(experts)), 1e-9);
    assertEquals(rest + 4 * LAUNCH_MS * expertLayers, launches(plan(experts / 2)), 1e-9);
    // of one expert, in no more tokens than pick it
    double share = (double) model.sizes().used() / experts;
    assertEquals(rest + 4 * share * LAUNCH_MS * expertLayers, launches(plan(1)), 1e-9);
  }

  /** A batch of 128 tokens picks nearly all of them. */
  @Test
  void promptsHaveTenLaunchesALayer() {
    HardwareProfile slow = machine;
    double longer = plan(model.sizes().experts()).prefill().ms();
    machine =
        new HardwareProfile(
            slow.name(),
            slow.cpu(),
            slow.memory(),
            List.of(withoutLaunches()),
            slow.disks(),
            slow.kernels());
    double shorter = plan(model.sizes().experts()).prefill().ms();
    int each =
        CostTable.ATTENTION_LAUNCHES * layers
            + CostTable.FEED_FORWARD_LAUNCHES * layers
            + 10 * expertLayers;
    assertEquals(2 * each * LAUNCH_MS, longer - shorter, 0.01 * each * LAUNCH_MS);
  }

  private GpuProfile withoutLaunches() {
    GpuProfile g = machine.gpu().orElseThrow();
    return new GpuProfile(
        g.name(), g.memoryBytes(), g.readBytesPerSecond(), 0, g.pcie(), g.products(), g.origin());
  }

  private static double launches(Placement plan) {
    assertTrue(plan.bytesIn(Tier.GPU) > 0);
    return plan.decode().parts().stream()
        .filter(part -> part.kind() == Kind.LAUNCH)
        .mapToDouble(StepPart::ms)
        .sum();
  }

  /** With the first experts of each layer on the card, and a prompt of two batches. */
  private Placement plan(int hot) {
    SortedMap<Integer, SortedSet<Integer>> experts = new TreeMap<>();
    for (int layer = 0; layer < model.sizes().layers(); layer++) {
      for (int e = 0; e < hot && ExpertUse.uniform(model.sizes()).experts(layer) > 0; e++) {
        experts.computeIfAbsent(layer, l -> new TreeSet<>()).add(e);
      }
    }
    PlanOptions options =
        PlanOptions.builder()
            .context(4096)
            .dense(DensePart.ALL)
            .prompt(256)
            .hostBatch(128)
            .streaming(false)
            .hotExperts(experts)
            .build();
    return Planner.plan(model, machine, ExpertUse.uniform(model.sizes()), options);
  }
}
