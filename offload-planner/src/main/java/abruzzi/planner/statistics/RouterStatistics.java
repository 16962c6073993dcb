package abruzzi.planner.statistics;

import java.util.Arrays;

/**
 * What is known of the router's picks. Layers are numbered from 0, the first with experts.
 *
 * <p>Threading: immutable.
 */
public final class RouterStatistics {
  private final RoutingShape shape;
  private final long tokens;
  private final long pairs;
  private final long[] uses;
  private final long[] repeats;
  private final long[] lastTokens;
  private final long[] distances;

  /** Uses in descending order {@code [layers, experts]}. */
  private final long[] ranked;

  private RouterStatistics(RoutingCounts counts) {
    shape = counts.shape();
    tokens = counts.tokens;
    pairs = counts.pairs;
    uses = counts.uses.clone();
    repeats = counts.repeats.clone();
    lastTokens = counts.lastTokens.clone();
    distances = counts.distances.clone();
    ranked = ranked(shape, uses);
  }

  static RouterStatistics of(RoutingCounts counts) {
    return new RouterStatistics(counts);
  }

  private static long[] ranked(RoutingShape shape, long[] uses) {
    long[] ranked = uses.clone();
    for (int layer = 0; layer < shape.layers(); layer++) {
      int from = shape.cell(layer, 0);
      Arrays.sort(ranked, from, from + shape.experts());
      for (int i = 0; i < shape.experts() / 2; i++) {
        long low = ranked[from + i];
        int other = from + shape.experts() - 1 - i;
        ranked[from + i] = ranked[other];
        ranked[other] = low;
      }
    }
    return ranked;
  }

  /** The routed part of the model. */
  public RoutingShape shape() {
    return shape;
  }

  /** Tokens counted. */
  public long tokens() {
    return tokens;
  }

  /** How often tokens picked an expert. */
  public long uses(int layer, int expert) {
    return uses[shape.cell(layer, expert)];
  }

  /** How many tokens ago an expert was picked last, 0 by the last one; -1 for never. */
  public long tokensSinceUse(int layer, int expert) {
    long last = lastTokens[shape.cell(layer, expert)];
    return last == 0 ? -1 : tokens - last;
  }

  /** Experts of a layer that were never picked. */
  public int unused(int layer) {
    int unused = 0;
    for (int expert = 0; expert < shape.experts(); expert++) {
      unused += uses(layer, expert) == 0 ? 1 : 0;
    }
    return unused;
  }

  /**
   * Shannon entropy of a layer's picks as a part of that of picks by chance: 1 where all experts
   * are picked equally often, 0 where always the same.
   */
  public double evenness(int layer) {
    double all = tokens * (double) shape.used();
    double bits = 0;
    for (int expert = 0; expert < shape.experts(); expert++) {
      double share = uses(layer, expert) / all;
      bits -= share > 0 ? share * Math.log(share) : 0;
    }
    return tokens == 0 || shape.experts() == 1 ? 0 : bits / Math.log(shape.experts());
  }

  /** Part of a layer's picks that its most used experts get, each layer's own. */
  public double shareOfTop(int layer, int experts) {
    return part(sum(ranked, layer, experts), tokens * shape.used());
  }

  /** Part of the picks that the token before had made as well. */
  public double repeatRate(int layer) {
    return part(sum(repeats, layer, shape.experts()), pairs * shape.used());
  }

  /**
   * Part of all picks that would be found in a cache of so many experts in each layer that always
   * holds the most used ones.
   */
  public double hitRateOfMostUsed(int expertsPerLayer) {
    long hits = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      hits += sum(ranked, layer, expertsPerLayer);
    }
    return part(hits, allPicks());
  }

  /**
   * Part of all picks that were found in a cache of so many experts in each layer that drops the
   * least recently used one and starts empty.
   */
  public double hitRateOfLeastRecentlyUsed(int expertsPerLayer) {
    long hits = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      hits += sum(distances, layer, expertsPerLayer);
    }
    return part(hits, allPicks());
  }

  private long allPicks() {
    return tokens * shape.used() * shape.layers();
  }

  private long sum(long[] values, int layer, int count) {
    if (count < 0 || count > shape.experts()) {
      throw new IllegalArgumentException("experts=" + count + ", expected 0 to " + shape.experts());
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[shape.cell(layer, i)];
    }
    return sum;
  }

  private static double part(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }
}
