package abruzzi.planner.placement;

/**
 * What a memory is used for.
 *
 * @param totalBytes all of it
 * @param reservedBytes left to the system, the driver, other programs and the Java heap
 * @param workBytes rows between steps, experts on their way
 * @param cacheBytes keys and values of the whole context
 * @param weightBytes weights, in the layout in which they lie there
 */
public record MemoryUse(
    long totalBytes, long reservedBytes, long workBytes, long cacheBytes, long weightBytes) {
  /** What nothing was planned for. */
  public long freeBytes() {
    return totalBytes - reservedBytes - workBytes - cacheBytes - weightBytes;
  }
}
