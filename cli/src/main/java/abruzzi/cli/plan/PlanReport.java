package abruzzi.cli.plan;

import abruzzi.cli.plan.CostOptions.Costs;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.Purchase;
import abruzzi.profiles.HardwareProfile;
import java.util.List;

/**
 * What a plan says.
 *
 * @param model the model
 * @param recordedTokens tokens from which the use of experts is known, 0 when it is not
 * @param machine the machine, changes included
 * @param whatIf the changes as the user gave them, null without
 * @param placement the plan
 * @param purchases what would make it faster, the best first
 * @param costs what generating costs, null when speeds are not known
 */
record PlanReport(
    PlannedModel model,
    long recordedTokens,
    HardwareProfile machine,
    String whatIf,
    Placement placement,
    List<Purchase> purchases,
    Costs costs) {}
