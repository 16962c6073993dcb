package abruzzi.planner.placement;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.planner.statistics.RoutingShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often routed experts are used: for each layer and expert the share of tokens that are routed
 * to it. The shares of a layer add up to the experts that a token uses.
 */
public final class ExpertUse {
  private final double[][] shares;

  private ExpertUse(double[][] shares) {
    this.shares = shares;
  }

  /** All experts alike: what is assumed where nothing was recorded. */
  public static ExpertUse uniform(ModelSizes sizes) {
    double share = sizes.experts() == 0 ? 0 : (double) sizes.used() / sizes.experts();
    double[][] shares = new double[sizes.layers()][];
    for (int layer = 0; layer < shares.length; layer++) {
      shares[layer] = new double[layer < sizes.denseLayers() ? 0 : sizes.experts()];
      Arrays.fill(shares[layer], share);
    }
    return new ExpertUse(shares);
  }

  /**
   * From how often experts were picked. A layer in which nothing was counted is taken as uniform;
   * each expert counts one pick more than recorded, so that none is taken for impossible.
   *
   * @param picks for each layer, dense ones too, the picks of each expert
   * @throws IllegalArgumentException if layers or experts are not those of the model
   */
  public static ExpertUse counted(ModelSizes sizes, List<long[]> picks) {
    if (picks.size() != sizes.layers()) {
      throw new IllegalArgumentException(
          "picks=" + picks.size() + " layers, expected " + sizes.layers());
    }
    double[][] shares = new double[sizes.layers()][];
    for (int layer = 0; layer < shares.length; layer++) {
      int experts = layer < sizes.denseLayers() ? 0 : sizes.experts();
      shares[layer] = shares(picks.get(layer), experts, sizes.used());
    }
    return new ExpertUse(shares);
  }

  /**
   * From what was recorded of a model.
   *
   * @throws IllegalArgumentException if that is of another shape
   */
  public static ExpertUse recorded(ModelSizes sizes, RouterStatistics statistics) {
    RoutingShape shape = statistics.shape();
    List<long[]> picks = new ArrayList<>();
    for (int layer = 0; layer < sizes.layers(); layer++) {
      int routed = layer - shape.firstLayer();
      long[] counts = new long[sizes.experts()];
      for (int e = 0; e < counts.length && routed >= 0 && routed < shape.layers(); e++) {
        counts[e] = statistics.uses(routed, e);
      }
      picks.add(counts);
    }
    return counted(sizes, picks);
  }

  private static double[] shares(long[] picks, int experts, int used) {
    if (experts > 0 && picks.length != experts) {
      throw new IllegalArgumentException("picks=" + picks.length + " experts, expected " + experts);
    }
    double[] shares = new double[experts];
    double total = experts;
    for (int e = 0; e < experts; e++) {
      total += picks[e];
    }
    for (int e = 0; e < experts; e++) {
      shares[e] = Math.min(1, used * (picks[e] + 1) / total);
    }
    return shares;
  }

  /** Experts of a layer, 0 in a layer without. */
  public int experts(int layer) {
    return shares[layer].length;
  }

  /** The share of tokens that are routed to an expert, 0 to 1. */
  public double share(int layer, int expert) {
    return shares[layer][expert];
  }
}
