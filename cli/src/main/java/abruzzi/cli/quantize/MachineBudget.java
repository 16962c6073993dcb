package abruzzi.cli.quantize;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.PlacementException;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.runtime.planning.ModelFacts;
import abruzzi.runtime.sensitivity.BudgetSearch;
import abruzzi.runtime.sensitivity.BudgetSearch.Option;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How large a model can be so that a machine runs it without its disk, by the plan. */
final class MachineBudget {
  /** The size is found up to this part of it. */
  private static final int FINENESS = 2000;

  private final HardwareProfile machine;
  private final PlannedModel original;
  private final PlanOptions options;

  /**
   * A budget.
   *
   * @param context tokens that there must be room for, cut to what the model allows
   */
  MachineBudget(HardwareProfile machine, GgufFile file, int context) {
    this.machine = machine;
    this.original = ModelFacts.of(file);
    int tokens = Math.min(context, original.sizes().contextTokens());
    this.options = PlanOptions.builder().context(tokens).build();
  }

  /**
   * The largest limit of sizes with which the model fits.
   *
   * @param lists what can be chosen for each group
   * @param types the types of all tensors, given a choice
   */
  long largest(List<List<Option>> lists, Function<int[], Map<String, GgmlType>> types) {
    long low = BudgetSearch.smallest(lists);
    if (!fits(types.apply(BudgetSearch.choose(lists, low)))) {
      throw new CommandFailedException(
          "--budget=%s: even the smallest file of this model is too large for it with room for %d"
                  .formatted(machine.name(), options.contextTokens().orElseThrow())
              + " tokens; take a shorter --budget-context or another machine");
    }
    long high =
        lists.stream()
            .mapToLong(list -> list.stream().mapToLong(Option::bytes).max().orElseThrow())
            .sum();
    while (high - low > high / FINENESS) {
      long middle = low + (high - low + 1) / 2;
      if (fits(types.apply(BudgetSearch.choose(lists, middle)))) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private boolean fits(Map<String, GgmlType> types) {
    List<TensorInfo> tensors =
        original.tensors().stream().map(t -> retyped(t, types.get(t.name()))).toList();
    PlannedModel model = new PlannedModel(original.name(), original.sizes(), tensors, false, false);
    try {
      ExpertUse use = ExpertUse.uniform(model.sizes());
      return Planner.plan(model, machine, use, options).bytesIn(Tier.DISK) == 0;
    } catch (PlacementException e) {
      return false;
    }
  }

  private static TensorInfo retyped(TensorInfo t, GgmlType type) {
    long bytes = type.rowBytes(t.elements());
    return new TensorInfo(t.name(), type, t.dims(), t.shard(), t.offsetBytes(), bytes);
  }
}
