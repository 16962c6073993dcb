package abruzzi.cli.bench;

import abruzzi.runtime.benchmark.Samples;
import abruzzi.runtime.tuning.FinalCheck;
import abruzzi.runtime.tuning.PairedComparison;
import abruzzi.runtime.tuning.RunSettings;
import abruzzi.runtime.tuning.SpeedSample;
import abruzzi.runtime.tuning.Tuning;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What {@code abruzzi tune} found, as {@code --json} writes it. Intervals hold the true factor with
 * 95 %.
 *
 * @param start where the search began
 * @param best what came out: the start, unless something is better by more than noise
 * @param usual what a start without options has
 * @param complete whether there was time for everything
 * @param notReached names of what there was no time for
 * @param resumed measurements taken by a search that had been broken off
 * @param check the best that was found against the start, null when nothing was found
 * @param usualCheck the best against what is usual, null when it was not measured
 * @param kept the file that later starts read, null when there is none
 */
record TuneReport(
    String model,
    RunSettings start,
    RunSettings best,
    RunSettings usual,
    boolean complete,
    List<String> notReached,
    int resumed,
    Check check,
    Check usualCheck,
    String kept) {
  /**
   * A comparison in pairs.
   *
   * @param before speeds of what was to be beaten
   * @param after speeds of what was found
   * @param exchange how many times as fast a prompt of 512 and an answer of 256 tokens is
   * @param better whether that is more than noise, and nothing is slower
   */
  record Check(
      int pairs,
      Speeds before,
      Speeds after,
      Factor exchange,
      Factor prefill,
      Factor decode,
      boolean better) {
    static Check of(FinalCheck check) {
      return new Check(
          check.exchange().pairs(),
          Speeds.of(check.before()),
          Speeds.of(check.after()),
          Factor.of(check.exchange()),
          Factor.of(check.prefill()),
          Factor.of(check.decode()),
          check.better());
    }
  }

  /** Tokens per second. */
  record Speeds(Samples prefillTps, Samples decodeTps) {
    static Speeds of(List<SpeedSample> samples) {
      return new Speeds(
          samples(samples, SpeedSample::prefillTps), samples(samples, SpeedSample::decodeTps));
    }

    private static Samples samples(List<SpeedSample> samples, ToDoubleFunction<SpeedSample> speed) {
      return Samples.of(samples.stream().mapToDouble(speed).toArray());
    }
  }

  /** How many times as fast: the median of the pairs, and its interval. */
  record Factor(double median, double low, double high) {
    static Factor of(PairedComparison comparison) {
      return new Factor(comparison.median(), comparison.low(), comparison.high());
    }
  }

  static TuneReport of(
      String model, RunSettings usual, Tuning.Outcome outcome, Optional<Path> kept) {
    return new TuneReport(
        model,
        outcome.start(),
        outcome.best(),
        usual,
        outcome.complete(),
        outcome.notReached(),
        outcome.resumed(),
        outcome.check() == null ? null : Check.of(outcome.check()),
        outcome.usualCheck() == null ? null : Check.of(outcome.usualCheck()),
        kept.map(Path::toString).orElse(null));
  }
}
