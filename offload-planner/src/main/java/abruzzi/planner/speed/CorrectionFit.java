package abruzzi.planner.speed;

import java.util.List;

/**
 * Learns from runs: finds the factor and the time per layer with which predictions come closest to
 * what was measured, by least squares of the relative errors. Without much evidence it stays near a
 * factor of 1.
 */
public final class CorrectionFit {
  /** Weight of the belief that rates are right, in runs. */
  private static final double PRIOR = 0.05;

  private static final double LEAST_FACTOR = 0.2;
  private static final double MOST_FACTOR = 10;
  private static final double MILLIS = 1e-3;

  private CorrectionFit() {}

  /** The correction that these runs suggest; none without runs. */
  public static HostCorrection of(List<MeasuredRun> runs) {
    if (runs.isEmpty()) {
      return HostCorrection.NONE;
    }
    double[] decode = decode(runs);
    return new HostCorrection(decode[1] * MILLIS, clamp(decode[0]), clamp(prefill(runs)));
  }

  /**
   * Factor {@code a} and milliseconds per layer {@code b} of {@code measured = a * predicted + b *
   * layers}, each run divided by what was measured.
   */
  private static double[] decode(List<MeasuredRun> runs) {
    double pp = PRIOR;
    double pl = 0;
    double ll = 0;
    double p1 = PRIOR;
    double l1 = 0;
    for (MeasuredRun run : runs) {
      double p = run.predictedDecodeMs() / run.decodeMs();
      double l = run.layers() / run.decodeMs();
      pp += p * p;
      pl += p * l;
      ll += l * l;
      p1 += p;
      l1 += l;
    }
    double determinant = pp * ll - pl * pl;
    double perLayer = determinant > 0 ? (pp * l1 - pl * p1) / determinant : 0;
    if (perLayer <= 0) {
      return new double[] {p1 / pp, 0};
    }
    double factor = (p1 - perLayer * pl) / pp;
    return factor >= LEAST_FACTOR
        ? new double[] {factor, perLayer}
        : new double[] {LEAST_FACTOR, (l1 - LEAST_FACTOR * pl) / ll};
  }

  /** The geometric mean of measured by predicted. */
  private static double prefill(List<MeasuredRun> runs) {
    return Math.exp(
        runs.stream()
            .filter(run -> run.prefillMs() > 0 && run.predictedPrefillMs() > 0)
            .mapToDouble(run -> Math.log(run.prefillMs() / run.predictedPrefillMs()))
            .average()
            .orElse(0));
  }

  private static double clamp(double factor) {
    return Math.clamp(factor, LEAST_FACTOR, MOST_FACTOR);
  }
}
