package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.nio.file.Path;
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

  private Placement plan(PlanOptions.Builder options) {
    return Planner.plan(model, machine, ExpertUse.uniform(model.sizes()), options.build());
  }

  private static PlanOptions.Builder options() {
    return PlanOptions.builder().context(4096).dense(DensePart.ALL_OR_NOTHING).correction(HOST);
  }
}
