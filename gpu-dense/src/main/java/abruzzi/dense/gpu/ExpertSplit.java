package abruzzi.dense.gpu;

import abruzzi.dense.RoutedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The picks of a batch, divided into those of experts that lie on the device and the others.
 *
 * <p>The device's are sorted by expert. For the others every token needs the same number of picks:
 * of a single token they are moved together; of several, a pick that the device took is replaced by
 * another of the batch with weight 0, whose weights are read anyway.
 *
 * <p>Threading: belongs to one sequence.
 */
final class ExpertSplit {
  private final int[] tokens;
  private final float[] weights;
  private final int[] restExperts;
  private final float[] restWeights;
  private final List<Group> groups = new ArrayList<>();
  private int[] ends = {};
  private int taken;

  ExpertSplit(int batchTokens, int used) {
    tokens = new int[batchTokens * used];
    weights = new float[batchTokens * used];
    restExperts = new int[batchTokens * used];
    restWeights = new float[batchTokens * used];
  }

  /**
   * The rows of an expert.
   *
   * @param place of the expert among those of the layer on the device
   * @param first where its rows begin in {@link #tokens()} and {@link #weights()}
   * @param rows how many
   */
  record Group(int place, int first, int rows) {}

  /**
   * Divides picks.
   *
   * @param places by number of the expert, its place on the device, -1 for the others
   * @return the picks that are left
   */
  RoutedBatch.Picks divide(RoutedBatch.Picks all, int batchTokens, int[] places) {
    int slots = batchTokens * all.used();
    count(all, slots, places);
    for (int s = 0; s < slots; s++) {
      int place = places[all.experts()[s]];
      if (place >= 0) {
        int row = ends[place]++;
        tokens[row] = s / all.used();
        weights[row] = all.weights()[s];
      }
    }
    return taken == 0 ? all : rest(all, batchTokens, places);
  }

  /** Makes the groups; {@code ends} is then where the rows of each place begin. */
  private void count(RoutedBatch.Picks all, int slots, int[] places) {
    ends = ends.length < places.length ? new int[places.length] : ends;
    Arrays.fill(ends, 0);
    for (int s = 0; s < slots; s++) {
      int place = places[all.experts()[s]];
      if (place >= 0) {
        ends[place]++;
      }
    }
    groups.clear();
    taken = 0;
    for (int place = 0; place < places.length; place++) {
      int rows = ends[place];
      if (rows > 0) {
        groups.add(new Group(place, taken, rows));
      }
      ends[place] = taken;
      taken += rows;
    }
  }

  private RoutedBatch.Picks rest(RoutedBatch.Picks all, int batchTokens, int[] places) {
    int slots = batchTokens * all.used();
    int kept = 0;
    for (int s = 0; s < slots; s++) {
      if (places[all.experts()[s]] < 0) {
        restExperts[kept] = all.experts()[s];
        restWeights[kept] = all.weights()[s];
        kept++;
      }
    }
    if (kept == 0 || batchTokens == 1) {
      return new RoutedBatch.Picks(kept, restExperts, restWeights);
    }
    int standIn = restExperts[0];
    for (int s = 0; s < slots; s++) {
      boolean stays = places[all.experts()[s]] < 0;
      restExperts[s] = stays ? all.experts()[s] : standIn;
      restWeights[s] = stays ? all.weights()[s] : 0;
    }
    return new RoutedBatch.Picks(all.used(), restExperts, restWeights);
  }

  /** The device's rows, expert by expert. */
  List<Group> groups() {
    return groups;
  }

  /** How many rows that are. */
  int taken() {
    return taken;
  }

  /** Their tokens. */
  int[] tokens() {
    return tokens;
  }

  /** Their weights. */
  float[] weights() {
    return weights;
  }
}
