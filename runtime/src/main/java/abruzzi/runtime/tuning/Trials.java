package abruzzi.runtime.tuning;

/**
 * Tries settings out.
 *
 * @param <S> settings
 */
@FunctionalInterface
public interface Trials<S> {
  /** Measures once, for a second or so. */
  SpeedSample measure(S settings, Workload workload);

  /** How long that will take, loading included; 0 where not known. */
  default long expectedNanos(S settings, Workload workload) {
    return 0;
  }
}
