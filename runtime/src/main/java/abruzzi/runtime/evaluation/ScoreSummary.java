package abruzzi.runtime.evaluation;

import abruzzi.runtime.evaluation.WindowScores.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Sums up the scores of all windows. */
final class ScoreSummary {
  private static final int PERCENTILE_STEPS = 50;
  private static final double PERCENT = 100;

  private final List<WindowScores> windows;

  ScoreSummary(List<WindowScores> windows) {
    this.windows = windows;
  }

  PerplexityResult perplexity(Function<WindowScores, double[]> negativeLogs) {
    double[] all = all(negativeLogs);
    double mean = Interval.mean(all);
    double squares = 0;
    for (double value : all) {
      squares += (value - mean) * (value - mean);
    }
    int n = all.length;
    double error = n < 2 ? 0 : Math.sqrt(squares / n / (n - 1)) * Math.exp(mean);
    Interval interval = Interval.ofMean(windowMeans(negativeLogs)).exp();
    return new PerplexityResult(Math.exp(mean), error, interval, windows.size(), n);
  }

  Divergence divergence() {
    double[] divergences = all(WindowScores::divergences);
    Quantiles quantiles = new Quantiles(divergences);
    double same = count(outcome -> outcome == Outcome.KEPT);
    Interval ratio = Interval.ofMean(windowMeans(ScoreSummary::differences));
    return new Divergence(
        Interval.mean(divergences),
        Interval.ofMean(windowMeans(WindowScores::divergences)).scaled(1, Double.MAX_VALUE),
        quantiles.at(0.5),
        quantiles.at(0.9),
        quantiles.at(0.95),
        quantiles.at(0.99),
        quantiles.at(0.999),
        quantiles.at(1),
        quantiles.evenly(PERCENTILE_STEPS),
        PERCENT * same / divergences.length,
        Interval.ofMean(windowMeans(ScoreSummary::kept)).scaled(PERCENT, PERCENT),
        (int) (divergences.length - same),
        count(outcome -> outcome == Outcome.LOST),
        count(outcome -> outcome == Outcome.WON),
        Math.exp(Interval.mean(all(ScoreSummary::differences))),
        ratio.exp());
  }

  private static double[] differences(WindowScores window) {
    double[] values = window.negativeLogs().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] -= window.baseNegativeLogs()[i];
    }
    return values;
  }

  private static double[] kept(WindowScores window) {
    return Arrays.stream(window.outcomes()).mapToDouble(o -> o == Outcome.KEPT ? 1 : 0).toArray();
  }

  private int count(Predicate<Outcome> wanted) {
    return (int) windows.stream().flatMap(w -> Arrays.stream(w.outcomes())).filter(wanted).count();
  }

  private double[] all(Function<WindowScores, double[]> values) {
    return windows.stream().flatMapToDouble(w -> Arrays.stream(values.apply(w))).toArray();
  }

  private double[] windowMeans(Function<WindowScores, double[]> values) {
    return windows.stream().mapToDouble(w -> Interval.mean(values.apply(w))).toArray();
  }
}
