package abruzzi.planner.statistics;

import java.util.Arrays;

/**
 * What was counted over some tokens. Layers are numbered from 0, the first with experts.
 *
 * <p>Threading: one thread at a time.
 */
final class RoutingCounts {
  private final RoutingShape shape;

  /** Tokens counted. */
  long tokens;

  /** Tokens of which the one before was counted as well. */
  long pairs;

  /** How often an expert was picked {@code [layers, experts]}. */
  final long[] uses;

  /** How often that was right after another pick by the token before {@code [layers, experts]}. */
  final long[] repeats;

  /** Number of the last token that picked it, from 1 on; 0 for none {@code [layers, experts]}. */
  final long[] lastTokens;

  /**
   * How often a pick met an expert after so many others of its layer had been picked since, which
   * is a hit in every cache of more experts that drops the least recently used {@code [layers,
   * distance]}. First picks are not in it.
   */
  final long[] distances;

  RoutingCounts(RoutingShape shape) {
    this.shape = shape;
    uses = new long[shape.cells()];
    repeats = new long[shape.cells()];
    lastTokens = new long[shape.cells()];
    distances = new long[shape.cells()];
  }

  RoutingShape shape() {
    return shape;
  }

  /** Counts what was counted after this. */
  void add(RoutingCounts later) {
    for (int i = 0; i < uses.length; i++) {
      uses[i] += later.uses[i];
      repeats[i] += later.repeats[i];
      distances[i] += later.distances[i];
      if (later.lastTokens[i] > 0) {
        lastTokens[i] = tokens + later.lastTokens[i];
      }
    }
    tokens += later.tokens;
    pairs += later.pairs;
  }

  void clear() {
    tokens = 0;
    pairs = 0;
    Arrays.fill(uses, 0);
    Arrays.fill(repeats, 0);
    Arrays.fill(lastTokens, 0);
    Arrays.fill(distances, 0);
  }
}
