package abruzzi.runtime.tuning;

import java.util.Arrays;

/**
 * How many times as fast one thing is as another, from measurements taken in pairs: what disturbs a
 * machine for longer disturbs both of a pair.
 *
 * <p>The interval is that of the sign test: whatever the distribution of the noise, the true median
 * lies in it with at least 95 %. Fewer than six pairs cannot say that of any interval but the one
 * from 0 to infinity.
 *
 * @param pairs number of pairs
 * @param median the middle of their factors
 * @param low begin of the interval
 * @param high end of the interval
 */
public record PairedComparison(int pairs, double median, double low, double high) {
  private static final double TAIL = 0.025;

  /**
   * Compares.
   *
   * @param before seconds of the one thing
   * @param after seconds of the other, in the same order
   */
  public static PairedComparison of(double[] before, double[] after) {
    int n = before.length;
    if (n == 0 || after.length != n) {
      throw new IllegalArgumentException(
          "pairs=" + n + " and " + after.length + ", expected as many, and at least one");
    }
    double[] factors = new double[n];
    for (int i = 0; i < n; i++) {
      factors[i] = before[i] / after[i];
    }
    Arrays.sort(factors);
    int outside = outside(n);
    return new PairedComparison(
        n,
        (factors[(n - 1) / 2] + factors[n / 2]) / 2,
        outside == 0 ? 0 : factors[outside - 1],
        outside == 0 ? Double.POSITIVE_INFINITY : factors[n - outside]);
  }

  /** The largest k for which fewer than k of n coins show heads with at most {@link #TAIL}. */
  private static int outside(int n) {
    double term = Math.pow(0.5, n);
    double sum = term;
    int k = 0;
    while (sum <= TAIL) {
      k++;
      term *= (double) (n - k + 1) / k;
      sum += term;
    }
    return k;
  }

  /** Whether the other thing is faster, and not by chance. */
  public boolean better() {
    return low > 1;
  }

  /** Whether it is slower, and not by chance. */
  public boolean worse() {
    return high < 1;
  }
}
