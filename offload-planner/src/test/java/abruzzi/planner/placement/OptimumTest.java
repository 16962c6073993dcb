package abruzzi.planner.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.InventedModels;
import abruzzi.planner.speed.DiskSpeed;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.planner.work.ModelWork;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The search and its bound against all placements of models that are small enough. */
class OptimumTest {
  private static final int MODELS = 400;
  private static final int MOST_EXPERTS = 6;
  private static final double ROUNDING = 1e-9;

  @Test
  void theBoundHoldsAndThePlanIsWithinItsGap() {
    long seed = System.nanoTime();
    System.out.println("OptimumTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> slower = new ArrayList<>();
    for (int i = 0; i < MODELS; i++) {
      check(random.split(), slower);
    }
    slower.sort(null);
    assertTrue(slower.size() > MODELS / 4, "cases that fit: " + slower.size());
    assertEquals(0, slower.get(slower.size() / 2), ROUNDING, "most plans are the best there is");
  }

  private static void check(SplittableRandom random, List<Double> slower) {
    PlannedModel model = InventedModels.random(random, 3, 4);
    HardwareProfile machine = InventedMachines.random(random, model.inventory().total().bytes());
    ExpertUse use = ExpertUse.uniform(model.sizes());
    ExpertOrder order = new ExpertOrder(use, model.sizes().layers(), Map.of());
    if (order.size() > MOST_EXPERTS || machine.gpu().isEmpty()) {
      return;
    }
    CostTable costs =
        new CostTable(
            ModelWork.of(model),
            GgmlType.F16,
            64,
            64,
            new HostSpeed(machine, 4, false, true, RunCorrection.NONE),
            new GpuSpeed(machine.gpu().get()),
            machine.disk().map(DiskSpeed::new).orElse(null));
    long bytes = model.inventory().total().bytes();
    Rooms rooms =
        new Rooms(
            (long) (bytes * random.nextDouble(0.3, 1.5)),
            (long) (bytes * random.nextDouble(0, 1.2)),
            machine.disk().isPresent());
    Optional<Choice> found =
        new PlacementSearch(costs, order, rooms, PlanOptions.defaults()).best();
    double best = new ExhaustiveSearch(costs, order, rooms).seconds();
    if (found.isEmpty()) {
      return;
    }
    double seconds = found.get().seconds();
    double bound = new LowerBound(costs, order, rooms).seconds(seconds);
    assertTrue(best <= seconds * (1 + ROUNDING), "best " + best + " found " + seconds);
    assertTrue(bound <= best * (1 + ROUNDING), "bound " + bound + " best " + best);
    slower.add(seconds / best - 1);
  }
}
