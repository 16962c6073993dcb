package abruzzi.runtime.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Searches settings, one dimension after the other, by successive halving: all values of it are
 * measured in rounds beside the best settings so far, and the slower half drops out every two
 * rounds. It ends when no dimension has a better value.
 *
 * <p>Every second round goes backwards, so that what drifts favours nobody, and a model need not be
 * loaded again between two rounds.
 *
 * @param <S> settings
 */
public final class HalvingSearch<S> {
  /** Less is not worth other settings. */
  static final double LEAST_GAIN = 1.01;

  private static final int ROUNDS = 6;
  private static final int LEAST_WINS = 5;
  private static final int HALVING_ROUNDS = 2;
  private static final int HOPELESS_ROUNDS = 3;
  private static final int MOST_PASSES = 3;

  private final List<Dimension<S>> dimensions;
  private final Trials<S> trials;
  private final BooleanSupplier timeLeft;
  private final Follower<S> follower;

  /**
   * A search.
   *
   * @param dimensions those that matter most come first
   * @param timeLeft asked before each round
   */
  public HalvingSearch(
      List<Dimension<S>> dimensions,
      Trials<S> trials,
      BooleanSupplier timeLeft,
      Follower<S> follower) {
    this.dimensions = List.copyOf(dimensions);
    this.trials = trials;
    this.timeLeft = timeLeft;
    this.follower = follower;
  }

  /**
   * Is told what goes on.
   *
   * @param <S> settings
   */
  public interface Follower<S> {
    /** A round begins in which so many settings are measured. */
    void round(String dimension, int settings);

    /**
     * A dimension is decided.
     *
     * @param before the best so far
     * @param after the best now; the same when no value was better
     * @param factor how many times as fast that is
     */
    void decided(String dimension, S before, S after, double factor);
  }

  /**
   * What was found.
   *
   * @param best the best settings
   * @param complete whether there was time for everything
   * @param <S> settings
   */
  public record Found<S>(S best, boolean complete) {}

  /** Searches from some settings on. */
  public Found<S> run(S start) {
    S best = start;
    Map<String, S> decided = new HashMap<>();
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      for (Dimension<S> dimension : dimensions) {
        if (best.equals(decided.get(dimension.name()))) {
          continue; // nothing else has changed since
        }
        Stage stage = new Stage(dimension, best);
        if (!stage.run()) {
          return new Found<>(best, false);
        }
        best = stage.winner();
        decided.put(dimension.name(), best);
      }
    }
    return new Found<>(best, true);
  }

  /** One dimension. */
  private final class Stage {
    private final Dimension<S> dimension;
    private final S best;
    private final Map<S, List<Double>> factors = new LinkedHashMap<>();
    private int rounds;

    Stage(Dimension<S> dimension, S best) {
      this.dimension = dimension;
      this.best = best;
      for (S variant : dimension.variants().apply(best)) {
        if (!variant.equals(best)) {
          factors.put(variant, new ArrayList<>());
        }
      }
    }

    /** False when time was over. */
    boolean run() {
      while (!factors.isEmpty() && rounds < ROUNDS) {
        if (!timeLeft.getAsBoolean()) {
          return false;
        }
        follower.round(dimension.name(), factors.size() + 1);
        round();
        drop();
      }
      return true;
    }

    private void round() {
      List<S> order = new ArrayList<>();
      order.add(best);
      order.addAll(factors.keySet());
      Map<S, Double> seconds = new HashMap<>();
      boolean backwards = rounds % 2 == 1;
      for (int i = 0; i < order.size(); i++) {
        S settings = order.get(backwards ? order.size() - 1 - i : i);
        seconds.put(settings, trials.measure(settings).exchangeSeconds());
      }
      factors.forEach((settings, list) -> list.add(seconds.get(best) / seconds.get(settings)));
      rounds++;
    }

    private void drop() {
      if (rounds >= HOPELESS_ROUNDS) {
        factors.values().removeIf(list -> list.stream().allMatch(factor -> factor < 1));
      }
      if (rounds % HALVING_ROUNDS == 0 && factors.size() > 1) {
        List<S> ranked = new ArrayList<>(factors.keySet());
        ranked.sort(Comparator.comparingDouble((S settings) -> -median(settings)));
        factors.keySet().retainAll(ranked.subList(0, (ranked.size() + 1) / 2));
      }
    }

    private double median(S settings) {
      double[] sorted = factors.get(settings).stream().mapToDouble(f -> f).sorted().toArray();
      int n = sorted.length;
      return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private boolean wins(S settings) {
      long wins = factors.get(settings).stream().filter(factor -> factor > 1).count();
      return wins >= LEAST_WINS && median(settings) >= LEAST_GAIN;
    }

    S winner() {
      S winner =
          factors.keySet().stream()
              .filter(this::wins)
              .max(Comparator.comparingDouble(this::median))
              .orElse(best);
      follower.decided(dimension.name(), best, winner, winner.equals(best) ? 1 : median(winner));
      return winner;
    }
  }
}
