package abruzzi.runtime.evaluation;

/**
 * A confidence interval of 95 %.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  /** Of a normal distribution: so many standard errors on both sides. */
  private static final double STANDARD_ERRORS = 1.959964;

  /**
   * The interval around the mean of values that are independent of each other.
   *
   * @param values at least one; one alone has no spread and gets an interval of no width
   */
  static Interval ofMean(double... values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    int n = values.length;
    double error = n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n);
    return new Interval(mean - STANDARD_ERRORS * error, mean + STANDARD_ERRORS * error);
  }

  static double mean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Both ends through the exponential. */
  Interval exp() {
    return new Interval(Math.exp(low), Math.exp(high));
  }

  /** Both ends times a factor above 0, not below 0 and not above {@code most}. */
  Interval scaled(double factor, double most) {
    return new Interval(Math.clamp(factor * low, 0, most), Math.clamp(factor * high, 0, most));
  }
}
