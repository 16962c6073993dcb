package abruzzi.planner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.profiles.HardwareProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cost model against the simulation, on machines that are not at hand. The rows printed are
 * those of the table in this module's README.
 */
class SimulatorTest {
  private static final long SEED = 8611;
  private static final int TOKENS = 12;

  /** Where all experts are in memory the two differ by what picks at random change. */
  private static final double CLOSE = 0.06;

  private static final double GB = 1e9;

  @ParameterizedTest
  @CsvSource({
    "kimi-k2.5:TQ1_0, 1,  2, 4,  7,   4096",
    "kimi-k2.5:TQ1_0, 1,  4, 4,  7,   4096",
    "kimi-k2.5:TQ1_0, 1,  8, 4,  7,   4096",
    "kimi-k2.5:TQ1_0, 1, 12, 4,  7,   4096",
    "kimi-k2.5:TQ1_0, 2,  8, 4,  7,   4096",
    "kimi-k2.5:TQ1_0, 2, 12, 5,  7,   4096",
    "kimi-k2.5:TQ1_0, 1,  8, 3,  7,   4096",
    "kimi-k2.5:TQ1_0, 1,  8, 5,  7,   4096",
    "kimi-k2.5:TQ1_0, 1,  2, 4,  7,  32768",
    "kimi-k2.5:TQ1_0, 1,  2, 4,  7, 131072",
    "kimi-k2.5:TQ1_0, 1,  2, 4,  7, 262144",
    "kimi-k2.5:TQ1_0, 1,  8, 5,  7, 262144",
    "kimi-k2:UD-Q2_K_XL, 1, 2, 4,  3,   4096",
    "kimi-k2:UD-Q2_K_XL, 1, 2, 4,  7,   4096",
    "kimi-k2:UD-Q2_K_XL, 1, 2, 5, 14,   4096",
    "kimi-k2:UD-Q2_K_XL, 1, 8, 4,  7,   4096",
    "kimi-k2:UD-Q2_K_XL, 1, 8, 5, 14,   4096",
    "kimi-k2:UD-Q2_K_XL, 2, 12, 5, 14,  4096",
    "kimi-k2:UD-Q2_K_XL, 1, 8, 5, 14, 131072",
  })
  void predictionsHoldOnMachinesThatAreNotAtHand(
      String name, int sockets, int channels, int pcie, double diskGb, int context) {
    PlannedModel model = CardModels.find(name).orElseThrow();
    HardwareProfile machine = SimulatedMachines.of(sockets, channels, pcie, diskGb * GB);
    ExpertUse use = ExpertUse.uniform(model.sizes());
    PlanOptions options = PlanOptions.builder().context(context).depth(context - 1).build();
    Placement plan = Planner.plan(model, machine, use, options);
    double predicted = plan.decode().ms();
    double simulated = 1e3 * simulate(model, plan, machine, use, context - 1);
    System.out.println(row(name, sockets, channels, pcie, diskGb, context, plan, simulated));
    double error = predicted / simulated - 1;
    if (plan.expertsIn(Tier.DISK) == 0) {
      assertEquals(0, error, CLOSE);
    } else {
      // the cost model lets the processors wait for the disk, the simulation lets them go on
      assertTrue(error > -CLOSE && error < 0.8, "error " + error);
    }
  }

  private static double simulate(
      PlannedModel model, Placement plan, HardwareProfile machine, ExpertUse use, int depth) {
    return new Simulator(model, plan, machine, use, depth, SEED).secondsPerToken(TOKENS);
  }

  private static String row(
      String name,
      int sockets,
      int channels,
      int pcie,
      double diskGb,
      int context,
      Placement plan,
      double simulatedMs) {
    return String.format(
        Locale.ROOT,
        "| %s | %d x %d | %d | %.0f | %d, %s | %d / %d / %d | %.2f | %.2f | %+.1f %% | %s |",
        name,
        sockets,
        channels,
        pcie,
        diskGb,
        context,
        plan.cacheType(),
        plan.expertsIn(Tier.GPU),
        plan.expertsIn(Tier.RAM),
        plan.expertsIn(Tier.DISK),
        plan.decode().tokensPerSecond(),
        1e3 / simulatedMs,
        100 * (simulatedMs / plan.decode().ms() - 1),
        plan.decode().bottleneck().label());
  }

  /** With uses as skewed as a small trained model has them, hot experts are worth their memory. */
  @Test
  void plansAreFasterThanSimplerOnes() {
    PlannedModel model = CardModels.find("kimi-k2:TQ1_0").orElseThrow();
    HardwareProfile machine = SimulatedMachines.of(1, 2, 4, 7 * GB);
    ExpertUse skewed = ExpertUse.counted(model.sizes(), picks(model));
    PlanOptions options = PlanOptions.builder().context(4096).build();
    Placement informed = Planner.plan(model, machine, skewed, options);
    Placement blind = Planner.plan(model, machine, ExpertUse.uniform(model.sizes()), options);
    Placement host =
        Planner.plan(
            model, machine, skewed, PlanOptions.builder().context(4096).gpu(false).build());
    double withStatistics = simulate(model, informed, machine, skewed, 0);
    double withoutStatistics = simulate(model, blind, machine, skewed, 0);
    double onProcessors = simulate(model, host, machine, skewed, 0);
    assertTrue(withStatistics < 0.9 * withoutStatistics, "statistics help");
    assertTrue(withoutStatistics < 0.8 * onProcessors, "so does the graphics card");
    assertEquals(1, informed.decode().ms() / 1e3 / withStatistics, CLOSE);
    assertEquals(1, host.decode().ms() / 1e3 / onProcessors, CLOSE);
  }

  private static List<long[]> picks(PlannedModel model) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<long[]> picks = new ArrayList<>();
    for (int layer = 0; layer < model.sizes().layers(); layer++) {
      long[] counts = new long[model.sizes().experts()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = (long) (1000 / Math.pow(1 + random.nextInt(counts.length), 0.6));
      }
      picks.add(counts);
    }
    return picks;
  }

  @Test
  void theSameSeedGivesTheSameTime() {
    PlannedModel model = CardModels.find("moonlight-16b-a3b:Q4_K").orElseThrow();
    HardwareProfile machine = SimulatedMachines.of(1, 2, 4, 7 * GB);
    ExpertUse use = ExpertUse.uniform(model.sizes());
    Placement plan = Planner.plan(model, machine, use, PlanOptions.defaults());
    assertEquals(
        simulate(model, plan, machine, use, 100), simulate(model, plan, machine, use, 100), 0);
  }
}
