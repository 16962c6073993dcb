package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.placement.PrefillPlan.Strategy;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.ProfileStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts as they could be computed with a card, and as they are. */
class PrefillPlanTest {
  private static final int PROMPT = 3000;

  @TempDir private Path folder;

  @Test
  void withoutStreamingBatchesAndStrategyAreThoseOfRuns() throws IOException {
    Placement free = plan(true);
    assertNotNull(free.gpu());
    assertEquals(Strategy.STREAM, free.prefill().strategy());
    assertTrue(free.prefill().streamFromTokens() > 0);
    for (int batch : new int[] {1, 96, 700, PROMPT, PROMPT + 1}) {
      PrefillPlan run = plan(false, batch).prefill();
      assertEquals(Strategy.PROCESSORS, run.strategy());
      assertEquals(0, run.streamFromTokens());
      assertEquals(Math.min(batch, PROMPT), run.batchTokens());
      assertTrue(run.ms() > free.prefill().ms());
    }
    assertTrue(plan(false, 96).prefill().ms() < plan(false, 1).prefill().ms());
  }

  /** Only prompts differ. */
  @Test
  void decodeDoesNotDependOnIt() throws IOException {
    assertEquals(plan(true).decode(), plan(false).decode());
    assertEquals(plan(true).experts(), plan(false).experts());
  }

  private Placement plan(boolean streaming) throws IOException {
    return plan(streaming, 96);
  }

  private Placement plan(boolean streaming, int batch) throws IOException {
    PlannedModel model = CardModels.find("kimi-k2.5:TQ1_0").orElseThrow();
    HardwareProfile machine = new ProfileStore(folder).get("rtx4090-256gb-ddr5-2ch");
    PlanOptions options =
        PlanOptions.builder()
            .context(4096)
            .prompt(PROMPT)
            .hostBatch(batch)
            .streaming(streaming)
            .build();
    return Planner.plan(model, machine, ExpertUse.uniform(model.sizes()), options);
  }
}
