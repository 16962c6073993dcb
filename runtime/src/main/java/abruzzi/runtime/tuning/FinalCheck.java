package abruzzi.runtime.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Some settings against others, in pairs.
 *
 * @param before measurements of the ones
 * @param after measurements of the others
 * @param exchange how many times as fast a prompt with its answer is
 * @param prefill how many times as fast prompts are
 * @param decode how many times as fast answers are
 */
public record FinalCheck(
    List<SpeedSample> before,
    List<SpeedSample> after,
    PairedComparison exchange,
    PairedComparison prefill,
    PairedComparison decode) {
  /** Pairs that are measured, fewer where they say enough. */
  static final int MOST_PAIRS = 15;

  /** Fewer cannot say anything. */
  static final int LEAST_PAIRS = 6;

  private static final int STEP_PAIRS = 3;

  /** Keeps unmodifiable copies. */
  public FinalCheck {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * Measures.
   *
   * @param timeLeft without it, only as many pairs are taken as can say something
   */
  public static <S> FinalCheck run(
      S first, S second, Function<S, SpeedSample> trials, BooleanSupplier timeLeft) {
    List<SpeedSample> before = new ArrayList<>();
    List<SpeedSample> after = new ArrayList<>();
    FinalCheck check;
    do {
      for (int pair = 0; pair < STEP_PAIRS; pair++) {
        boolean backwards = before.size() % 2 == 1;
        SpeedSample one = trials.apply(backwards ? second : first);
        SpeedSample two = trials.apply(backwards ? first : second);
        before.add(backwards ? two : one);
        after.add(backwards ? one : two);
      }
      check = of(before, after);
    } while (before.size() < MOST_PAIRS
        && !check.exchange.better()
        && !check.exchange.worse()
        && (before.size() < LEAST_PAIRS || timeLeft.getAsBoolean()));
    return check;
  }

  private static FinalCheck of(List<SpeedSample> before, List<SpeedSample> after) {
    return new FinalCheck(
        before,
        after,
        compare(before, after, SpeedSample::exchangeSeconds),
        compare(before, after, sample -> 1 / sample.prefillTps()),
        compare(before, after, sample -> 1 / sample.decodeTps()));
  }

  private static PairedComparison compare(
      List<SpeedSample> before, List<SpeedSample> after, ToDoubleFunction<SpeedSample> seconds) {
    return PairedComparison.of(
        before.stream().mapToDouble(seconds).toArray(),
        after.stream().mapToDouble(seconds).toArray());
  }

  /** Whether the others are worth it: faster by more than noise, and in nothing slower. */
  public boolean better() {
    return exchange.better()
        && exchange.median() >= HalvingSearch.LEAST_GAIN
        && !prefill.worse()
        && !decode.worse();
  }
}
