package abruzzi.profiles;

/**
 * A disk that models are read from.
 *
 * @param name what it is, or where it is mounted
 * @param directIo whether reads went past the system's cache, so that it is the disk that is meant
 * @param sequentialBytesPerSecond reading from end to end
 * @param randomReadBytes size of a random read: about that of an expert
 * @param randomBytesPerSecond rate of such reads by how many are in flight
 * @param origin where this comes from
 */
public record DiskProfile(
    String name,
    boolean directIo,
    double sequentialBytesPerSecond,
    long randomReadBytes,
    RateCurve randomBytesPerSecond,
    Origin origin) {
  /** Checks the numbers. */
  public DiskProfile {
    Expect.text("name", name);
    Expect.rate("sequential_bytes_per_second", sequentialBytesPerSecond);
    Expect.atLeast(1, "random_read_bytes", randomReadBytes);
    randomBytesPerSecond = randomBytesPerSecond == null ? RateCurve.UNKNOWN : randomBytesPerSecond;
    Expect.present("origin", origin);
  }
}
