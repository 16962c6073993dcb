package abruzzi.runtime.sensitivity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses one option of each of several lists so that the sum of losses is small and the sum of
 * sizes is not above a limit. All start with their smallest option and take the steps of their
 * lower convex hulls in the order of what a byte gains, as far as they fit; then single changes and
 * pairs of changes are made as long as one makes the loss smaller.
 */
public final class BudgetSearch {
  private final List<List<Option>> lists;
  private final long limit;
  private final int[] chosen;
  private long bytes;

  /**
   * What can be chosen.
   *
   * @param loss of its choice
   */
  public record Option(long bytes, double loss) {}

  /** From one option of a list to a larger one on the hull. */
  private record Step(int list, int to, long bytes, double gain) {
    double gainPerByte() {
      return gain / bytes;
    }
  }

  private BudgetSearch(List<List<Option>> lists, long limit) {
    this.lists = lists;
    this.limit = limit;
    this.chosen = new int[lists.size()];
  }

  /** The least sum of sizes there is. */
  public static long smallest(List<List<Option>> lists) {
    return lists.stream()
        .mapToLong(list -> list.stream().mapToLong(Option::bytes).min().orElseThrow())
        .sum();
  }

  /**
   * Chooses.
   *
   * @param lists the options, at least one in each
   * @param limit largest sum of sizes
   * @return the index of the option chosen from each list
   * @throws IllegalArgumentException if even the smallest options exceed the limit
   */
  public static int[] choose(List<List<Option>> lists, long limit) {
    long smallest = smallest(lists);
    if (smallest > limit) {
      throw new IllegalArgumentException(
          "limit=" + limit + ", expected at least the " + smallest + " of the smallest options");
    }
    BudgetSearch search = new BudgetSearch(lists, limit);
    search.takeSteps();
    search.exchange();
    return search.chosen;
  }

  private Option option(int list) {
    return lists.get(list).get(chosen[list]);
  }

  private void takeSteps() {
    List<Step> steps = new ArrayList<>();
    for (int list = 0; list < chosen.length; list++) {
      chosen[list] = hull(list, steps);
      bytes += option(list).bytes();
    }
    steps.sort(Comparator.comparingDouble(Step::gainPerByte).reversed());
    boolean[] stopped = new boolean[chosen.length];
    for (Step step : steps) {
      stopped[step.list] |= bytes + step.bytes > limit;
      if (!stopped[step.list]) {
        chosen[step.list] = step.to;
        bytes += step.bytes;
      }
    }
  }

  /** Adds the steps of a list's hull, steepest first; returns where they start. */
  private int hull(int list, List<Step> steps) {
    List<Option> options = lists.get(list);
    int at = 0;
    for (int i = 1; i < options.size(); i++) {
      Option o = options.get(i);
      Option best = options.get(at);
      if (o.bytes < best.bytes || (o.bytes == best.bytes && o.loss < best.loss)) {
        at = i;
      }
    }
    int start = at;
    for (int next = steepest(options, at); next >= 0; next = steepest(options, at)) {
      Option from = options.get(at);
      Option to = options.get(next);
      steps.add(new Step(list, next, to.bytes - from.bytes, from.loss - to.loss));
      at = next;
    }
    return start;
  }

  /** The larger option that gains most for a byte, -1 if none gains. */
  private static int steepest(List<Option> options, int at) {
    Option from = options.get(at);
    int best = -1;
    double bestGain = 0;
    for (int i = 0; i < options.size(); i++) {
      Option to = options.get(i);
      double gain = (from.loss - to.loss) / (to.bytes - from.bytes);
      if (to.bytes > from.bytes && gain > bestGain) {
        best = i;
        bestGain = gain;
      }
    }
    return best;
  }

  /** Makes the best change of one list, or of two at once, until none makes the loss smaller. */
  private void exchange() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int list = 0; list < chosen.length; list++) {
        changed |= improve(list);
      }
    }
  }

  /** Changes one list, with at most one other that makes room. */
  private boolean improve(int list) {
    Option now = option(list);
    double best = 1e-12; // less is rounding
    int bestOption = -1;
    int bestOther = -1;
    int bestOtherOption = -1;
    for (int i = 0; i < lists.get(list).size(); i++) {
      Option to = lists.get(list).get(i);
      double gain = now.loss - to.loss;
      long room = limit - bytes + now.bytes - to.bytes;
      if (room >= 0 && gain > best) {
        best = gain;
        bestOption = i;
        bestOther = -1;
      }
      for (int other = 0; gain > best && other < chosen.length; other++) {
        for (int k = 0; other != list && k < lists.get(other).size(); k++) {
          Option smaller = lists.get(other).get(k);
          double both = gain + option(other).loss - smaller.loss;
          if (room + option(other).bytes - smaller.bytes >= 0 && both > best) {
            best = both;
            bestOption = i;
            bestOther = other;
            bestOtherOption = k;
          }
        }
      }
    }
    if (bestOption < 0) {
      return false;
    }
    set(list, bestOption);
    if (bestOther >= 0) {
      set(bestOther, bestOtherOption);
    }
    return true;
  }

  private void set(int list, int option) {
    bytes -= option(list).bytes();
    chosen[list] = option;
    bytes += option(list).bytes();
  }
}
