package abruzzi.runtime.tuning;

import abruzzi.runtime.tuning.ModelTrials.Lengths;
import abruzzi.runtime.tuning.TrialJournal.Heading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Tunes a model: searches settings as long as there is time, then measures what was found against
 * what it has to be better than.
 */
public final class Tuning {
  private final ModelTrials trials;
  private final TuningFolder folder;
  private final List<Path> modelParts;
  private final IntFunction<SettingsSpace> space;
  private final HalvingSearch.Follower<RunSettings> follower;
  private RunSettings start;
  private RunSettings best;
  private boolean checksUsual;

  /**
   * A tuning.
   *
   * @param folder where measurements are kept meanwhile
   * @param modelParts all files of the model in order
   * @param space what to choose from, given how many tokens prompts have
   */
  public Tuning(
      ModelTrials trials,
      TuningFolder folder,
      List<Path> modelParts,
      IntFunction<SettingsSpace> space,
      HalvingSearch.Follower<RunSettings> follower) {
    this.trials = trials;
    this.folder = folder;
    this.modelParts = List.copyOf(modelParts);
    this.space = space;
    this.follower = follower;
  }

  /**
   * What came out.
   *
   * @param start where the search began
   * @param best the best settings: those of the start unless others are better by more than noise
   * @param complete whether there was time for everything
   * @param resumed measurements that an earlier search had taken
   * @param check the best that was found against the start, null when that was the best
   * @param usualCheck the best against what is usual, null when that is one of both
   */
  public record Outcome(
      RunSettings start,
      RunSettings best,
      boolean complete,
      int resumed,
      FinalCheck check,
      FinalCheck usualCheck) {
    /** How much better than usual the best settings are, nothing when they are not. */
    public Optional<PairedComparison> gain(RunSettings usual) {
      if (check == null || !check.better() || best.equals(usual)) {
        return Optional.empty();
      }
      if (start.equals(usual)) {
        return Optional.of(check.exchange());
      }
      return Optional.of(usualCheck).filter(FinalCheck::better).map(FinalCheck::exchange);
    }
  }

  /**
   * Searches and checks.
   *
   * @param from where to begin
   * @param usual what a start without options and without tuning has
   * @param nanos time for all
   * @param again whether to forget what an earlier search has measured
   */
  public Outcome run(RunSettings from, RunSettings usual, long nanos, boolean again)
      throws IOException {
    long begin = System.nanoTime();
    start = from;
    best = from;
    checksUsual = !start.equals(usual);
    TrialJournal journal = new TrialJournal(folder.journal(modelParts), trials);
    int resumed = again ? 0 : resumable(journal);
    if (resumed == 0) {
      Lengths lengths = trials.calibrate(start);
      journal.begin(new Heading(start, space.apply(lengths.promptTokens()), lengths));
    }
    Heading heading = journal.heading().orElseThrow();
    trials.use(heading.lengths());
    var found =
        new HalvingSearch<>(
                heading.space().dimensions(),
                journal,
                () -> System.nanoTime() - begin + Math.min(checkNanos(), nanos / 2) < nanos,
                new Noting())
            .run(start);
    Outcome outcome = check(usual, found, resumed);
    if (found.complete()) {
      journal.delete();
    }
    return outcome;
  }

  private int resumable(TrialJournal journal) {
    return journal
        .heading()
        .filter(
            heading ->
                heading.start().equals(start)
                    && heading.space().equals(space.apply(heading.lengths().promptTokens())))
        .map(heading -> journal.size())
        .orElse(0);
  }

  private Outcome check(RunSettings usual, HalvingSearch.Found<RunSettings> found, int resumed) {
    RunSettings pick = found.best();
    if (pick.equals(start)) {
      return new Outcome(start, start, found.complete(), resumed, null, null);
    }
    FinalCheck check = checkAgainst(start, pick);
    boolean others = check.better() && checksUsual && !pick.equals(usual);
    FinalCheck usualCheck = others ? checkAgainst(usual, pick) : null;
    return new Outcome(
        start, check.better() ? pick : start, found.complete(), resumed, check, usualCheck);
  }

  private FinalCheck checkAgainst(RunSettings settings, RunSettings pick) {
    follower.round("check", 2);
    return FinalCheck.run(settings, pick, trials);
  }

  /** What checking the best found so far will take. */
  private long checkNanos() {
    long load = best.sameLoad(start) ? 0 : trials.loadNanos();
    long one = FinalCheck.MOST_PAIRS * (2 * trials.usualNanos() + load);
    return checksUsual ? 2 * one : one;
  }

  /** Remembers the best so far. */
  private final class Noting implements HalvingSearch.Follower<RunSettings> {
    @Override
    public void round(String dimension, int settings) {
      follower.round(dimension, settings);
    }

    @Override
    public void decided(String dimension, RunSettings before, RunSettings after, double factor) {
      best = after;
      follower.decided(dimension, before, after, factor);
    }
  }
}
