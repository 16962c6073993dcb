package abruzzi.planner.speed;

/**
 * Time on the processors, by what limits it.
 *
 * @param memorySeconds waiting for memory
 * @param arithmeticSeconds multiplying
 */
public record HostTime(double memorySeconds, double arithmeticSeconds) {
  /** Both. */
  public double seconds() {
    return memorySeconds + arithmeticSeconds;
  }

  /** So many times as long. */
  public HostTime times(double factor) {
    return new HostTime(memorySeconds * factor, arithmeticSeconds * factor);
  }
}
