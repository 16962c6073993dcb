package abruzzi.runtime.tuning;

import abruzzi.runtime.tuning.ModelTrials.Lengths;
import abruzzi.runtime.tuning.TrialJournal.Heading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Tunes a model: searches settings as long as there is time, then measures what was found against
 * what it has to be better than.
 */
public final class Tuning {
  /** The check at the end may take so much of the time. */
  private static final double CHECK_SHARE = 0.35;

  private final ModelTrials trials;
  private final TuningFolder folder;
  private final List<Path> modelParts;
  private final IntFunction<SettingsSpace> space;
  private final HalvingSearch.Follower<RunSettings> follower;
  private RunSettings start;
  private RunSettings usual;
  private RunSettings best;
  private boolean allReached;
  private long begin;
  private long nanos;

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
   * @param notReached names of what there was no time for
   * @param resumed measurements that an earlier search had taken
   * @param check the best that was found against the start, null when that was the best
   * @param usualCheck the best against what is usual, null when that is one of both
   */
  public record Outcome(
      RunSettings start,
      RunSettings best,
      List<String> notReached,
      int resumed,
      FinalCheck check,
      FinalCheck usualCheck) {
    /** Keeps an unmodifiable copy. */
    public Outcome {
      notReached = List.copyOf(notReached);
    }

    /** Whether there was time for everything. */
    public boolean complete() {
      return notReached.isEmpty();
    }

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
   * @param without what a start without options and without tuning has
   * @param time nanoseconds for all
   * @param again whether to forget what an earlier search has measured
   */
  public Outcome run(RunSettings from, RunSettings without, long time, boolean again)
      throws IOException {
    begin = System.nanoTime();
    nanos = time;
    start = from;
    best = from;
    usual = without;
    TrialJournal journal = new TrialJournal(folder.journal(modelParts), Rounds.of(trials));
    int resumed = again ? 0 : resumable(journal);
    Lengths found = trials.calibrate(start);
    if (resumed == 0) {
      journal.begin(new Heading(start, space.apply(found.longPromptTokens()), found));
    }
    Heading heading = journal.heading().orElseThrow();
    trials.use(heading.lengths());
    Outcome outcome = check(search(journal, heading.space()), resumed);
    if (outcome.complete()) {
      journal.delete();
    }
    return outcome;
  }

  private HalvingSearch.Found<RunSettings> search(TrialJournal journal, SettingsSpace choices) {
    List<Dimension<RunSettings>> dimensions = choices.dimensions();
    Noting noting = new Noting(dimensions.size());
    return new HalvingSearch<>(dimensions, journal, () -> nanosLeft() - checkNanos(), noting)
        .run(start);
  }

  private long nanosLeft() {
    return nanos - (System.nanoTime() - begin);
  }

  private int resumable(TrialJournal journal) {
    return journal
        .heading()
        .filter(
            heading ->
                heading.start().equals(start)
                    && heading.space().equals(space.apply(heading.lengths().longPromptTokens())))
        .map(heading -> journal.size())
        .orElse(0);
  }

  private Outcome check(HalvingSearch.Found<RunSettings> found, int resumed) {
    RunSettings pick = found.best();
    if (pick.equals(start)) {
      return new Outcome(start, start, found.notReached(), resumed, null, null);
    }
    FinalCheck check = checkAgainst(start, pick);
    boolean others = check.better() && !start.equals(usual) && !pick.equals(usual);
    FinalCheck usualCheck = others ? checkAgainst(usual, pick) : null;
    return new Outcome(
        start, check.better() ? pick : start, found.notReached(), resumed, check, usualCheck);
  }

  private FinalCheck checkAgainst(RunSettings settings, RunSettings pick) {
    follower.round("check", 2);
    Workload workload = workload(settings, pick);
    return FinalCheck.run(
        settings, pick, tried -> trials.measure(tried, workload), () -> nanosLeft() > 0);
  }

  /** Batches make a difference to long prompts only. */
  private static Workload workload(RunSettings settings, RunSettings pick) {
    return settings.batchTokens() == pick.batchTokens()
        ? Workload.EXCHANGE
        : Workload.LONG_EXCHANGE;
  }

  /**
   * What checking the best found so far will take: at least as long as some settings were not
   * looked at, then at most.
   */
  private long checkNanos() {
    long pair =
        trials.expectedNanos(start, workload(start, best))
            + trials.expectedNanos(best, workload(start, best));
    int checks = start.equals(usual) || best.equals(usual) ? 1 : 2;
    double pairs = allReached ? FinalCheck.MOST_PAIRS : FinalCheck.LEAST_PAIRS;
    return (long) Math.min(CHECK_SHARE * nanos, checks * pairs * pair);
  }

  /** Remembers the best so far, and whether everything was looked at. */
  private final class Noting implements HalvingSearch.Follower<RunSettings> {
    private final Set<String> reached = new HashSet<>();
    private final int dimensions;

    Noting(int dimensions) {
      this.dimensions = dimensions;
    }

    @Override
    public void round(String dimension, int settings) {
      follower.round(dimension, settings);
    }

    @Override
    public void decided(String dimension, RunSettings before, RunSettings after, double factor) {
      best = after;
      reached.add(dimension);
      allReached = reached.size() == dimensions;
      follower.decided(dimension, before, after, factor);
    }
  }
}
