package abruzzi.planner.speed;

import java.util.List;

/**
 * Learns from runs: finds the factor and the time per layer with which predictions come closest to
 * what was measured, by least squares of the relative errors, for single tokens and for prompts.
 * Without much evidence it stays near a factor of 1 and no time per layer: large models that are
 * all slower than promised by a part say nothing of the time of layers, which small ones would get.
 */
public final class CorrectionFit {
  /** Weight of the belief that rates are right, in runs. */
  private static final double PRIOR = 0.05;

  /** Milliseconds per layer that count as a deviation as a factor of 2 does. */
  private static final double PRIOR_LAYER_MS = 1;

  /** The same per layer and token of a prompt. */
  private static final double PRIOR_ROW_MS = 1 / 64.0;

  private static final double LEAST_FACTOR = 0.2;
  private static final double MOST_FACTOR = 10;
  private static final double MILLIS = 1e-3;

  /**
   * A run and how much it counts.
   *
   * @param run what was measured
   * @param weight 1 for a model that has little to do with the one in question, more for one that
   *     is like it
   */
  public record Evidence(MeasuredRun run, double weight) {}

  /** A factor and milliseconds per layer, or per layer and token. */
  private record Line(double factor, double perLayer) {}

  private CorrectionFit() {}

  /** The correction that these runs suggest; none without runs. */
  public static RunCorrection of(List<Evidence> runs) {
    Sums decode = new Sums(PRIOR_LAYER_MS);
    Sums prefill = new Sums(PRIOR_ROW_MS);
    for (Evidence evidence : runs) {
      MeasuredRun run = evidence.run;
      decode.add(evidence.weight, run.predictedDecodeMs(), run.layers(), run.decodeMs());
      double rows = (double) run.layers() * run.promptTokens();
      prefill.add(evidence.weight, run.predictedPrefillMs(), rows, run.prefillMs());
    }
    Line token = decode.line();
    Line prompt = prefill.line();
    return new RunCorrection(
        token.perLayer * MILLIS, token.factor, prompt.perLayer * MILLIS, prompt.factor);
  }

  /**
   * What least squares need to find factor {@code a} and time {@code b} of {@code measured = a *
   * predicted + b * layers}, each run divided by what was measured.
   */
  private static final class Sums {
    private double pp = PRIOR;
    private double pl;
    private double ll;
    private double p1 = PRIOR;
    private double l1;

    Sums(double priorMs) {
      ll = PRIOR / (priorMs * priorMs);
    }

    void add(double weight, double predicted, double layers, double measured) {
      if (measured > 0 && predicted > 0) {
        double p = predicted / measured;
        double l = layers / measured;
        pp += weight * p * p;
        pl += weight * p * l;
        ll += weight * l * l;
        p1 += weight * p;
        l1 += weight * l;
      }
    }

    Line line() {
      double determinant = pp * ll - pl * pl;
      double perLayer = determinant > 0 ? (pp * l1 - pl * p1) / determinant : 0;
      double factor = perLayer > 0 ? (p1 - perLayer * pl) / pp : p1 / pp;
      if (perLayer > 0 && factor < LEAST_FACTOR) {
        perLayer = (l1 - LEAST_FACTOR * pl) / ll;
      }
      return new Line(Math.clamp(factor, LEAST_FACTOR, MOST_FACTOR), Math.max(0, perLayer));
    }
  }
}
