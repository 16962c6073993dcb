package abruzzi.profiles;

/**
 * How fast a graphics card computes attention over cached rows. Groups that run at the same time
 * take some heads of tokens each, and a part of the context.
 *
 * @param groupRows heads of tokens that a group takes; fewer take as long
 * @param leastSpan positions that a part has at least
 * @param units groups that run at the same time
 * @param positionNanos time of a group for a position, when all units are busy
 * @param aloneNanos the same of a group that is alone
 */
public record AttentionRate(
    int groupRows, int leastSpan, int units, double positionNanos, double aloneNanos) {
  /** Checks the numbers. */
  public AttentionRate {
    Expect.atLeast(1, "group_rows", groupRows);
    Expect.atLeast(1, "least_span", leastSpan);
    Expect.atLeast(1, "units", units);
    Expect.rate("position_nanos", positionNanos);
    Expect.rate("alone_nanos", aloneNanos);
  }

  /**
   * Time for heads of tokens that all see so many positions.
   *
   * @param rows heads times tokens
   */
  public double seconds(double rows, double positions) {
    double groups = Math.ceil(rows / groupRows);
    double parts = Math.max(1, Math.floor(positions / leastSpan));
    double busy = Math.min(units, groups * parts);
    double nanos = busy < units ? aloneNanos : positionNanos;
    return 1e-9 * groups * positions * nanos / busy;
  }
}
