package abruzzi.planner.simulator;

import abruzzi.planner.placement.ExpertUse;
import java.util.SplittableRandom;

/** Draws the experts of a token: different ones, each about as often as its share says. */
final class PickSampler {
  private final ExpertUse use;
  private final int used;
  private final SplittableRandom random;

  PickSampler(ExpertUse use, int used, SplittableRandom random) {
    this.use = use;
    this.used = used;
    this.random = random;
  }

  /** Systematic sampling: every expert is drawn with exactly its share. */
  int[] picks(int layer) {
    int experts = use.experts(layer);
    int[] order = shuffled(experts);
    double sum = 0;
    for (int e = 0; e < experts; e++) {
      sum += use.share(layer, e);
    }
    double next = random.nextDouble();
    double scale = used / sum;
    int[] picks = new int[used];
    int count = 0;
    double reached = 0;
    for (int i = 0; i < experts && count < used; i++) {
      reached += use.share(layer, order[i]) * scale;
      if (reached > next) {
        picks[count++] = order[i];
        next++;
      }
    }
    while (count < used) {
      picks[count++] = order[experts - 1]; // the last step of a sum that was rounded
    }
    return picks;
  }

  private int[] shuffled(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
