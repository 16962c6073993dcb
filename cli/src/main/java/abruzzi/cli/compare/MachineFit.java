package abruzzi.cli.compare;

import abruzzi.cli.compare.CompareReport.Verdict;
import abruzzi.cli.console.Units;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlacementException;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.profiles.HardwareProfile;

/**
 * Whether models fit on a machine.
 *
 * @param machine the machine
 */
record MachineFit(HardwareProfile machine) {
  /** The plan's verdict on a model, its experts taken to be used alike. */
  Verdict of(PlannedModel model) {
    try {
      ExpertUse use = ExpertUse.uniform(model.sizes());
      return of(Planner.plan(model, machine, use, PlanOptions.defaults()));
    } catch (PlacementException e) {
      return new Verdict(false, e.getMessage(), null, null, null, null, null);
    }
  }

  private static Verdict of(Placement plan) {
    long disk = plan.bytesIn(Tier.DISK);
    Double decode = plan.decode() == null ? null : plan.decode().tokensPerSecond();
    String speed = decode == null ? "" : ", about " + Units.number(decode) + " tokens/s";
    String text = disk == 0 ? "fits" : Units.bytes(disk) + " read from disk";
    return new Verdict(
        disk == 0,
        text + speed,
        plan.contextTokens(),
        plan.bytesIn(Tier.GPU),
        plan.bytesIn(Tier.RAM),
        disk,
        decode);
  }
}
