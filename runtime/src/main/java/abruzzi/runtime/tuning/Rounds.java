package abruzzi.runtime.tuning;

import java.util.List;

/**
 * Measures all settings that compete, one after the other.
 *
 * @param <S> settings
 */
public interface Rounds<S> {
  /**
   * A round.
   *
   * @param best the settings that the others are to beat, one of the order
   * @return speeds, in the same order
   */
  List<SpeedSample> measure(Dimension<S> dimension, S best, List<S> order);

  /** How long such a round will take; 0 where that is not known, or it was taken before. */
  long expectedNanos(Dimension<S> dimension, S best, List<S> order);

  /** Rounds that are all measured. */
  static <S> Rounds<S> of(Trials<S> trials) {
    return new Rounds<>() {
      @Override
      public List<SpeedSample> measure(Dimension<S> dimension, S best, List<S> order) {
        return order.stream()
            .map(settings -> trials.measure(settings, dimension.workload()))
            .toList();
      }

      @Override
      public long expectedNanos(Dimension<S> dimension, S best, List<S> order) {
        return order.stream()
            .mapToLong(settings -> trials.expectedNanos(settings, dimension.workload()))
            .sum();
      }
    };
  }
}
