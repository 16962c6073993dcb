package abruzzi.profiles;

/**
 * A kind of cache of a processor.
 *
 * @param level 1 is closest to the core
 * @param bytes size of one such cache; of level 1, the part for data
 */
public record CacheProfile(int level, long bytes) {
  /** Checks the numbers. */
  public CacheProfile {
    Expect.atLeast(1, "level", level);
    Expect.atLeast(1, "bytes", bytes);
  }
}
