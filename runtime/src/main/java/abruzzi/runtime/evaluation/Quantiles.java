package abruzzi.runtime.evaluation;

import java.util.Arrays;

/** Quantiles of some values, with straight lines between neighbours. */
final class Quantiles {
  private final double[] sorted;

  /** Takes at least one value. */
  Quantiles(double... values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /**
   * The value below which a part of the values lies.
   *
   * @param part 0 to 1
   */
  double at(double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** {@code steps + 1} quantiles from the smallest to the largest value, evenly spread. */
  double[] evenly(int steps) {
    double[] values = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      values[i] = at((double) i / steps);
    }
    return values;
  }
}
