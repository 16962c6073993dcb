package abruzzi.runtime.tuning;

/**
 * Tries settings out.
 *
 * @param <S> settings
 */
@FunctionalInterface
public interface Trials<S> {
  /** Measures once, for a second or so. */
  SpeedSample measure(S settings);
}
