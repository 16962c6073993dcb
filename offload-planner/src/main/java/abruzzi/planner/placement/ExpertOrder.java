package abruzzi.planner.placement;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All experts of a model, the most used first. Experts used alike go round the layers, so that a
 * part of the order is spread over all of them. The order depends on nothing but the use, and on
 * the experts that are to come first whatever their use.
 */
final class ExpertOrder {
  private final int[] layers;
  private final int[] experts;
  private final double[] shares;

  private final int first;

  /**
   * Sorts.
   *
   * @param wanted by layer, experts that come first
   */
  ExpertOrder(ExpertUse use, int layerCount, Map<Integer, ? extends Set<Integer>> wanted) {
    int count = IntStream.range(0, layerCount).map(use::experts).sum();
    layers = new int[count];
    experts = new int[count];
    shares = new double[count];
    int[] ids =
        IntStream.range(0, layerCount)
            .flatMap(l -> IntStream.range(0, use.experts(l)).map(e -> e * layerCount + l))
            .boxed()
            .sorted(
                Comparator.comparing(
                        (Integer id) -> !isIn(wanted, id % layerCount, id / layerCount))
                    .thenComparingDouble(id -> -use.share(id % layerCount, id / layerCount))
                    .thenComparingInt(id -> id))
            .mapToInt(id -> id)
            .toArray();
    for (int i = 0; i < count; i++) {
      layers[i] = ids[i] % layerCount;
      experts[i] = ids[i] / layerCount;
      shares[i] = use.share(layers[i], experts[i]);
    }
    first =
        (int) IntStream.range(0, count).filter(i -> isIn(wanted, layers[i], experts[i])).count();
  }

  private static boolean isIn(Map<Integer, ? extends Set<Integer>> wanted, int layer, int expert) {
    Set<Integer> experts = wanted.get(layer);
    return experts != null && experts.contains(expert);
  }

  /** How many come first whatever their use. */
  int first() {
    return first;
  }

  int size() {
    return layers.length;
  }

  int layer(int i) {
    return layers[i];
  }

  int expert(int i) {
    return experts[i];
  }

  double share(int i) {
    return shares[i];
  }
}
