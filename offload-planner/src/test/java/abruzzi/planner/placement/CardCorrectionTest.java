package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.AttentionRate;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs with a card were seen to take decides whether it is used. */
class CardCorrectionTest {
  private static final RunCorrection HOST = new RunCorrection(0, 1.5, 0, 1.5);

  @TempDir private Path folder;
  private PlannedModel model;
  private HardwareProfile machine;

  @BeforeEach
  void aMachineWithACard() throws IOException {
    model = CardModels.find("moonlight-16b-a3b:Q4_K").orElseThrow();
    machine = new ProfileStore(folder).get("rtx4090-256gb-ddr5-2ch");
  }

  @Test
  void aCardThatWasSeenToBeSlowIsNotUsed() {
    Placement cold = plan(options());
    assertNotNull(cold.gpu());
    Placement slow = plan(options().cardCorrection(new RunCorrection(0, 1000, 0, 1000)));
    assertNull(slow.gpu());
    Placement host = plan(options().gpu(false));
    assertEquals(host.decode().ms(), slow.decode().ms());
  }

  @Test
  void theCorrectionOfTheCardTakesThePlaceOfTheOther() {
    double plain = plan(options().correction(RunCorrection.NONE)).decode().ms();
    RunCorrection twice = new RunCorrection(0.001, 2, 1e-5, 3);
    Placement taught = plan(options().cardCorrection(twice));
    int layers = model.sizes().layers();
    assertEquals(2 * plain + layers, taught.decode().ms(), 0.05 * plain);
    // with all of the dense part on the card the same holds, and for prompts
    PlanOptions.Builder onCard = options().dense(DensePart.ALL).correction(RunCorrection.NONE);
    double prompt = plan(onCard).prefill().ms();
    double longer = plan(onCard.cardCorrection(twice)).prefill().ms();
    double rows = 1e-2 * layers * 2048;
    assertTrue(longer > 2.5 * prompt + 0.9 * rows && longer < 3.1 * prompt + 1.1 * rows);
  }

  @Test
  void aCardThatIsTooSmallIsNoReasonToFail() {
    machine = MachineChange.gpuBytes(1L << 30).apply(machine);
    Placement plan = plan(options().cardCorrection(new RunCorrection(0, 1, 0, 1)));
    assertNull(plan.gpu());
  }

  @Test
  void slowAttentionIsPartOfDecodeAndPrefill() {
    PlanOptions.Builder onCard = options().dense(DensePart.ALL).depth(1000);
    Placement fast = plan(onCard);
    GpuProfile g = machine.gpu().orElseThrow();
    GpuProfile slow =
        new GpuProfile(
            g.name(),
            g.memoryBytes(),
            g.readBytesPerSecond(),
            g.launchNanos(),
            g.pcie(),
            g.processors(),
            g.products(),
            new AttentionRate(16, 1 << 20, 1, 1e6, 1e6),
            g.origin());
    HardwareProfile m = machine;
    machine =
        new HardwareProfile(m.name(), m.cpu(), m.memory(), List.of(slow), m.disks(), m.kernels());
    double layers = model.sizes().layers();
    // a millisecond for each of 1000 positions; for a prompt of 2048, half of them on average
    double decode = layers * Math.ceil(model.sizes().heads() / 16.0) * 1000;
    assertEquals(decode, plan(onCard).decode().ms() - fast.decode().ms(), 0.01 * decode);
    double groups = Math.ceil(2048.0 * model.sizes().heads() / 16);
    double prefill = layers * groups * 1024;
    assertEquals(prefill, plan(onCard).prefill().ms() - fast.prefill().ms(), 0.01 * prefill);
  }

  /** The context in which tokens are decoded does not come before a prompt. */
  @Test
  void promptsBeginAnEmptyContext() {
    assertEquals(
        plan(options().depth(0)).prefill().ms(), plan(options().depth(4000)).prefill().ms());
  }

  private Placement plan(PlanOptions.Builder options) {
    return Planner.plan(model, machine, ExpertUse.uniform(model.sizes()), options.build());
  }

  private static PlanOptions.Builder options() {
    return PlanOptions.builder().context(4096).dense(DensePart.ALL_OR_NOTHING).correction(HOST);
  }
}
