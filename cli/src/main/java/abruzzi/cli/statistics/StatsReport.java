package abruzzi.cli.statistics;

import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.planner.statistics.RoutingShape;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What is shown of a model's statistics. Parts are between 0 and 1.
 *
 * @param model name of the model
 * @param tokens tokens recorded
 * @param layers layers with experts
 * @param experts routed experts of a layer
 * @param used experts that a token is routed to
 * @param evenness mean over all layers, see {@link Layer}
 * @param repeatRate mean over all layers
 * @param hitRates by size of a cache
 * @param perLayer one for each layer with experts
 */
record StatsReport(
    String model,
    long tokens,
    int layers,
    int experts,
    int used,
    double evenness,
    double repeatRate,
    List<HitRate> hitRates,
    List<Layer> perLayer) {
  private static final double[] SIZES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1};

  /**
   * Which part of the picks a cache would find.
   *
   * @param expertsPerLayer experts that it holds of each layer
   * @param mostUsed when it holds those used most
   * @param leastRecentlyUsed when it drops the one not used for longest, from empty
   * @param chance when all experts were picked equally often
   */
  record HitRate(int expertsPerLayer, double mostUsed, double leastRecentlyUsed, double chance) {}

  /**
   * A layer.
   *
   * @param layer its number in the model
   * @param unused experts never picked
   * @param evenness entropy of the picks as a part of the highest possible
   * @param topPercent1 part of the picks that the most used 1 % of the experts get, at least one
   * @param topPercent5 likewise 5 %
   * @param topPercent10 likewise 10 %
   * @param topPercent25 likewise 25 %
   * @param repeatRate part of the picks that the token before had made as well
   */
  record Layer(
      int layer,
      int unused,
      double evenness,
      double topPercent1,
      double topPercent5,
      double topPercent10,
      double topPercent25,
      double repeatRate) {}

  static StatsReport of(String model, RouterStatistics statistics) {
    RoutingShape shape = statistics.shape();
    List<Layer> layers =
        IntStream.range(0, shape.layers()).mapToObj(i -> layer(statistics, i)).toList();
    TreeSet<Integer> sizes = new TreeSet<>();
    for (double part : SIZES) {
      sizes.add(part(shape, part));
    }
    return new StatsReport(
        model,
        statistics.tokens(),
        shape.layers(),
        shape.experts(),
        shape.used(),
        layers.stream().mapToDouble(Layer::evenness).average().orElse(0),
        layers.stream().mapToDouble(Layer::repeatRate).average().orElse(0),
        sizes.stream().map(size -> hitRate(statistics, size)).toList(),
        layers);
  }

  private static HitRate hitRate(RouterStatistics statistics, int size) {
    return new HitRate(
        size,
        statistics.hitRateOfMostUsed(size),
        statistics.hitRateOfLeastRecentlyUsed(size),
        (double) size / statistics.shape().experts());
  }

  private static Layer layer(RouterStatistics statistics, int layer) {
    RoutingShape shape = statistics.shape();
    return new Layer(
        shape.firstLayer() + layer,
        statistics.unused(layer),
        statistics.evenness(layer),
        statistics.shareOfTop(layer, part(shape, 0.01)),
        statistics.shareOfTop(layer, part(shape, 0.05)),
        statistics.shareOfTop(layer, part(shape, 0.10)),
        statistics.shareOfTop(layer, part(shape, 0.25)),
        statistics.repeatRate(layer));
  }

  private static int part(RoutingShape shape, double part) {
    return Math.max(1, (int) Math.round(part * shape.experts()));
  }
}
