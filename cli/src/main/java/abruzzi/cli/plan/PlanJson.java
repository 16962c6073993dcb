package abruzzi.cli.plan;

import abruzzi.cli.plan.CostOptions.Costs;
import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.Purchase;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;

/**
 * What {@code plan --json} writes: the placement, which {@code --plan} reads back, and beside it
 * what follows from it.
 *
 * @param decodeTps tokens generated per second, null when not known
 * @param decodeFullTps the same when the context is full
 * @param prefillTps tokens of a prompt per second
 * @param bottleneck what decoding waits for
 * @param classBytes bytes of each class of tensors by where they lie
 */
record PlanJson(
    Double decodeTps,
    Double decodeFullTps,
    Double prefillTps,
    String bottleneck,
    Map<TensorClass, Map<Tier, Long>> classBytes,
    @JsonUnwrapped Placement placement,
    List<Purchase> purchases,
    Costs costs) {
  static PlanJson of(PlanReport report) {
    Placement plan = report.placement();
    boolean known = plan.decode() != null;
    return new PlanJson(
        known ? plan.decode().tokensPerSecond() : null,
        known ? plan.decodeFull().tokensPerSecond() : null,
        known ? plan.prefill().tokensPerSecond() : null,
        known ? plan.decode().bottleneck().label() : null,
        plan.classBytes(),
        plan,
        report.purchases(),
        report.costs());
  }
}
