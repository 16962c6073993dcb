package abruzzi.planner.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The choices of units for the graphics card that a search tries. They depend on the model alone: a
 * larger or faster machine is offered the same ones, and so is never planned worse.
 *
 * <p>Few units: every subset. More: what comes first in some orders, up to every length.
 */
final class UnitFamilies {
  /** Up to so many units every subset is tried. */
  static final int FEW_UNITS = 9;

  private final CostTable costs;
  private final List<Integer> units = new ArrayList<>();

  UnitFamilies(CostTable costs) {
    this.costs = costs;
    for (int unit = 0; unit < costs.units; unit++) {
      if (costs.exists(unit)) {
        units.add(unit);
      }
    }
  }

  /** Whether every subset is tried. */
  boolean complete() {
    return units.size() <= FEW_UNITS;
  }

  void forEach(Consumer<boolean[]> family) {
    if (complete()) {
      for (int subset = 0; subset < 1 << units.size(); subset++) {
        family.accept(onGpu(subset));
      }
      return;
    }
    int layers = costs.layers;
    prefixes(order(List.of(new Range(2 * layers, 1), new Range(0, 2 * layers))), family);
    prefixes(
        order(List.of(new Range(2 * layers, 1), new Range(layers, layers), new Range(0, layers))),
        family);
    prefixes(alternating(), family);
  }

  private boolean[] onGpu(int subset) {
    boolean[] onGpu = new boolean[costs.units];
    for (int i = 0; i < units.size(); i++) {
      onGpu[units.get(i)] = (subset >> i & 1) != 0;
    }
    return onGpu;
  }

  private record Range(int first, int count) {}

  private List<Integer> order(List<Range> ranges) {
    List<Integer> order = new ArrayList<>();
    for (Range range : ranges) {
      for (int unit = range.first; unit < range.first + range.count; unit++) {
        order.add(unit);
      }
    }
    return order;
  }

  /** Layer by layer, attention before the rest of it. */
  private List<Integer> alternating() {
    List<Integer> order = new ArrayList<>(List.of(2 * costs.layers));
    for (int layer = 0; layer < costs.layers; layer++) {
      order.add(layer);
      order.add(costs.layers + layer);
    }
    return order;
  }

  private void prefixes(List<Integer> order, Consumer<boolean[]> family) {
    boolean[] onGpu = new boolean[costs.units];
    family.accept(onGpu.clone());
    for (int unit : order) {
      if (costs.exists(unit)) {
        onGpu[unit] = true;
        family.accept(onGpu.clone());
      }
    }
  }
}
