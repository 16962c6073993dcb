package abruzzi.cli.model;

import abruzzi.dense.device.DeviceInfo;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.Placement;
import abruzzi.profiles.HardwareProfile;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Whether a plan from a file can be obeyed here. */
final class PlanFileCheck {
  /** What a graphics card computes all of, or nothing. */
  private static final Set<TensorClass> DENSE =
      EnumSet.of(
          TensorClass.ATTENTION,
          TensorClass.DENSE_FFN,
          TensorClass.SHARED_EXPERTS,
          TensorClass.ROUTER,
          TensorClass.HEAD);

  private final String path;
  private final Placement plan;

  PlanFileCheck(String path, Placement plan) {
    this.path = path;
    this.plan = plan;
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the plan is for another model, or asks for what this
   *     machine does not have
   */
  void check(PlannedModel model, HardwareProfile machine, Optional<DeviceInfo> card) {
    long bytes = model.inventory().total().bytes();
    long planned = 0;
    for (Tier tier : Tier.values()) {
      planned += plan.bytesIn(tier);
    }
    if (planned != bytes) {
      throw new IllegalArgumentException(
          "%s: a plan for %s of %d bytes, but %s has %d"
              .formatted(path, plan.model(), planned, model.name(), bytes));
    }
    long needed = plan.ram().weightBytes() + plan.ram().cacheBytes();
    fits("memory", needed, machine.memory().totalBytes());
    if (plan.gpu() != null) {
      checkCard(card);
    }
  }

  private void checkCard(Optional<DeviceInfo> card) {
    if (card.isEmpty()) {
      throw new IllegalArgumentException(
          path + ": it uses a graphics card, but there is none, or --gpu off was given");
    }
    long needed = plan.gpu().weightBytes() + plan.gpu().cacheBytes() + plan.gpu().workBytes();
    fits("graphics memory", needed, card.get().memoryBytes());
    boolean divided =
        plan.tensors().stream()
            .anyMatch(t -> DENSE.contains(t.tensorClass()) && t.tier() == Tier.RAM);
    if (divided) {
      throw new IllegalArgumentException(
          path
              + ": it leaves some layers to the processors and others to the graphics card;"
              + " here it takes all of them, or none");
    }
  }

  private void fits(String memory, long needed, long have) {
    if (needed > have) {
      throw new IllegalArgumentException(
          "%s: it needs %d bytes of %s, this machine has %d".formatted(path, needed, memory, have));
    }
  }
}
