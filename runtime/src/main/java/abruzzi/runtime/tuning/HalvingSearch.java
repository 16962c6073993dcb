package abruzzi.runtime.tuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Searches settings, one dimension after the other, by successive halving: all values of it are
 * measured in rounds beside the best settings so far, the slower half drops out every two rounds,
 * and what is far behind at once. It ends when no dimension has a better value.
 *
 * <p>Each dimension may take its share of the time that is left, and what it does not need goes to
 * those behind it. Where a share is short, only values near the best so far are compared; one whose
 * share is too short for that, too, waits until all others are decided.
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

  /** What looks better but was disturbed for some rounds gets more of them. */
  private static final int MOST_ROUNDS = 12;

  private static final double LEAST_WINS = 0.8;
  private static final int HALVING_ROUNDS = 2;
  private static final int HOPELESS_ROUNDS = 3;

  /** Fewer do not decide anything; what is clearly slower in all of them drops out. */
  private static final int LEAST_ROUNDS = 2;

  private static final double CLEARLY_SLOWER = 0.97;

  /** After {@link #HOPELESS_ROUNDS} rounds that say so, no more are needed. */
  private static final double CLEARLY_FASTER = 1.05;

  private static final int MOST_PASSES = 3;

  private final List<Dimension<S>> dimensions;
  private final Rounds<S> rounds;
  private final LongSupplier nanosLeft;
  private final Follower<S> follower;

  /**
   * A search.
   *
   * @param dimensions those that matter most come first
   * @param nanosLeft the time that is left
   */
  public HalvingSearch(
      List<Dimension<S>> dimensions,
      Rounds<S> rounds,
      LongSupplier nanosLeft,
      Follower<S> follower) {
    this.dimensions = List.copyOf(dimensions);
    this.rounds = rounds;
    this.nanosLeft = nanosLeft;
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
   * @param notReached names of the dimensions that there was no time for, in the order of their
   *     importance
   * @param <S> settings
   */
  public record Found<S>(S best, List<String> notReached) {
    /** Keeps an unmodifiable copy. */
    public Found {
      notReached = List.copyOf(notReached);
    }
  }

  /** Searches from some settings on. */
  public Found<S> run(S start) {
    S best = start;
    Map<String, S> decided = new HashMap<>();
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      List<Dimension<S>> open = new ArrayList<>(dimensions);
      while (!open.isEmpty()) {
        Dimension<S> dimension = open.remove(0);
        if (best.equals(decided.get(dimension.name()))) {
          continue; // nothing else has changed since
        }
        Stage stage = new Stage(dimension, best);
        if (stage.run(share(open, best, decided))) {
          best = stage.winner();
          decided.put(dimension.name(), best);
        }
      }
    }
    Set<String> reached = decided.keySet();
    return new Found<>(
        best, dimensions.stream().map(Dimension::name).filter(n -> !reached.contains(n)).toList());
  }

  /** Time for a dimension, when those that are still open are to get as much. */
  private long share(List<Dimension<S>> open, S best, Map<String, S> decided) {
    long behind = open.stream().filter(d -> !best.equals(decided.get(d.name()))).count();
    return nanosLeft.getAsLong() / (behind + 1);
  }

  /** One dimension. */
  private final class Stage {
    private final Dimension<S> dimension;
    private final S best;
    private final Map<S, List<Double>> factors = new LinkedHashMap<>();
    private int taken;

    Stage(Dimension<S> dimension, S best) {
      this.dimension = dimension;
      this.best = best;
      for (S variant : dimension.variants().apply(best)) {
        if (!variant.equals(best)) {
          factors.put(variant, new ArrayList<>());
        }
      }
    }

    /** False when the share was too short to decide anything. */
    boolean run(long share) {
      long last = nanosLeft.getAsLong() - share;
      thin(share);
      while (!factors.isEmpty() && (taken < ROUNDS || undecided()) && !clear()) {
        List<S> order = order();
        long needed = rounds.expectedNanos(dimension, best, order);
        if (nanosLeft.getAsLong() - needed <= last) {
          break;
        }
        follower.round(dimension.name(), order.size());
        round(order);
        drop();
      }
      return factors.isEmpty() || taken >= LEAST_ROUNDS;
    }

    /** Values far from the best so far wait for another pass where there is no time for all. */
    private void thin(long share) {
      List<S> values = dimension.variants().apply(best);
      int here = values.contains(best) ? values.indexOf(best) : values.size();
      while (factors.size() > 1
          && rounds.expectedNanos(dimension, best, order()) > share / LEAST_ROUNDS) {
        factors
            .keySet()
            .remove(
                Collections.max(
                    factors.keySet(),
                    Comparator.comparingInt(value -> Math.abs(values.indexOf(value) - here))));
      }
    }

    private boolean undecided() {
      return taken < MOST_ROUNDS
          && factors.keySet().stream().noneMatch(this::wins)
          && factors.keySet().stream().anyMatch(settings -> median(settings) >= LEAST_GAIN);
    }

    private boolean clear() {
      return taken >= HOPELESS_ROUNDS
          && factors.size() == 1
          && factors.values().stream()
              .allMatch(list -> list.stream().allMatch(f -> f > CLEARLY_FASTER));
    }

    private List<S> order() {
      List<S> order = new ArrayList<>();
      order.add(best);
      order.addAll(factors.keySet());
      return taken % 2 == 1 ? order.reversed() : order;
    }

    private void round(List<S> order) {
      List<SpeedSample> speeds = rounds.measure(dimension, best, order);
      Map<S, Double> seconds = new HashMap<>();
      for (int i = 0; i < order.size(); i++) {
        seconds.put(order.get(i), dimension.workload().seconds(speeds.get(i)));
      }
      factors.forEach((settings, list) -> list.add(seconds.get(best) / seconds.get(settings)));
      taken++;
    }

    private void drop() {
      double hopeless = taken >= HOPELESS_ROUNDS ? 1 : CLEARLY_SLOWER;
      if (taken >= LEAST_ROUNDS) {
        factors.values().removeIf(list -> list.stream().allMatch(factor -> factor < hopeless));
      }
      if (taken % HALVING_ROUNDS == 0 && factors.size() > 1) {
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
      return wins >= LEAST_WINS * taken && median(settings) >= LEAST_GAIN;
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
