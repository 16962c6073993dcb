package abruzzi.profiles;

/**
 * Main memory as this process may use it, limits of a container included.
 *
 * @param totalBytes all of it
 * @param channels memory channels of all sockets, 0 where not known
 * @param readBytesPerSecond how fast so many threads read it from end to end
 * @param latencyNanos time of a read that waits for the one before, 0 where not known
 * @param origin where this comes from, null in what was only looked up
 */
public record MemoryProfile(
    long totalBytes,
    int channels,
    RateCurve readBytesPerSecond,
    double latencyNanos,
    Origin origin) {
  /** Checks the numbers. */
  public MemoryProfile {
    Expect.atLeast(1, "total_bytes", totalBytes);
    Expect.atLeast(0, "channels", channels);
    Expect.rate("latency_nanos", latencyNanos);
    readBytesPerSecond = readBytesPerSecond == null ? RateCurve.UNKNOWN : readBytesPerSecond;
  }

  /** Memory of which nothing but the size is known. */
  public MemoryProfile(long totalBytes) {
    this(totalBytes, 0, RateCurve.UNKNOWN, 0, null);
  }
}
