package abruzzi.planner.speed;

/**
 * Time on the processors, by what limits it.
 *
 * @param memorySeconds waiting for memory
 * @param memoryBytes weights read meanwhile
 * @param arithmeticSeconds multiplying
 * @param arithmeticBytes weights read meanwhile
 */
public record HostTime(
    double memorySeconds, double memoryBytes, double arithmeticSeconds, double arithmeticBytes) {
  /** Both. */
  public double seconds() {
    return memorySeconds + arithmeticSeconds;
  }

  /** One after the other. */
  HostTime plus(HostTime other) {
    return new HostTime(
        memorySeconds + other.memorySeconds,
        memoryBytes + other.memoryBytes,
        arithmeticSeconds + other.arithmeticSeconds,
        arithmeticBytes + other.arithmeticBytes);
  }

  /** So many times as long. */
  public HostTime times(double factor) {
    return new HostTime(
        memorySeconds * factor,
        memoryBytes * factor,
        arithmeticSeconds * factor,
        arithmeticBytes * factor);
  }
}
