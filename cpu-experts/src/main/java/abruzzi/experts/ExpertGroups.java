package abruzzi.experts;

import java.util.Arrays;

/**
 * The picks of a batch sorted by expert, so that each expert's weights are read once.
 *
 * <p>A slot is one (token, pick) pair, numbered {@code token * used + k}. After {@link #sort} the
 * slots of group {@code g} are {@code slot(start(g)) .. slot(start(g + 1) - 1)}, in slot order.
 *
 * <p>Threading: filled by one thread, then read by many.
 */
final class ExpertGroups {
  private int[] counts = new int[0];
  private int[] slots = new int[0];
  private int[] starts = new int[0];
  private int[] groupExperts = new int[0];
  private int groups;

  /**
   * Sorts the picks.
   *
   * @param picks expert of each slot
   * @param slotCount number of slots
   * @param experts number of experts of the layer
   * @throws IllegalArgumentException if a pick names no expert
   */
  void sort(int[] picks, int slotCount, int experts) {
    reserve(slotCount, experts);
    Arrays.fill(counts, 0, experts, 0);
    for (int s = 0; s < slotCount; s++) {
      if (picks[s] < 0 || picks[s] >= experts) {
        throw new IllegalArgumentException(
            "picks[" + s + "]=" + picks[s] + ", expected 0 to " + (experts - 1));
      }
      counts[picks[s]]++;
    }
    groups = 0;
    int position = 0;
    for (int e = 0; e < experts; e++) {
      int count = counts[e];
      counts[e] = position; // from here on: where the expert's next slot goes
      if (count > 0) {
        groupExperts[groups] = e;
        starts[groups++] = position;
        position += count;
      }
    }
    starts[groups] = position;
    for (int s = 0; s < slotCount; s++) {
      slots[counts[picks[s]]++] = s;
    }
  }

  private void reserve(int slotCount, int experts) {
    if (counts.length < experts) {
      counts = new int[experts];
    }
    if (slots.length < slotCount) {
      slots = new int[slotCount];
    }
    int most = Math.min(slotCount, experts);
    if (groupExperts.length < most) {
      groupExperts = new int[most];
      starts = new int[most + 1];
    }
  }

  /** Number of different experts picked. */
  int count() {
    return groups;
  }

  /** Number of slots of all groups. */
  int slots() {
    return starts[groups];
  }

  int expert(int group) {
    return groupExperts[group];
  }

  /** Position of the group's first slot; {@code group == count()} gives the number of slots. */
  int start(int group) {
    return starts[group];
  }

  int size(int group) {
    return starts[group + 1] - starts[group];
  }

  int slot(int position) {
    return slots[position];
  }
}
