package abruzzi.profiles.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Measures how long a read of memory takes when its address is what the read before has found: a
 * walk through all cache lines of a buffer, in an order that no prefetcher foresees.
 *
 * <p>The order is that of the linear congruential generator {@code x' = (a x + c) mod 2^k}, which
 * meets every line once because c is odd and a - 1 a multiple of 4 (Hull and Dobell, 1962).
 */
public final class MemoryLatency {
  private static final long LINE_BYTES = 64;
  private static final long MULTIPLIER = 1_664_525;
  private static final long INCREMENT = 1_013_904_223;
  private static final int PASSES = 5;
  private static final int WARM_UP_READS = 200_000;

  private MemoryLatency() {}

  /**
   * Measures.
   *
   * @param bufferBytes size of the buffer, rounded down to a power of two; should be larger than
   *     all caches
   * @param reads reads of each pass, of which the median counts
   * @return nanoseconds for a read
   */
  public static double nanos(long bufferBytes, int reads) {
    if (bufferBytes < LINE_BYTES || reads < 1) {
      throw new IllegalArgumentException(
          "bufferBytes=" + bufferBytes + " reads=" + reads + ", expected at least 64 and 1");
    }
    try (Arena arena = Arena.ofConfined()) {
      long bytes = Long.highestOneBit(bufferBytes);
      MemorySegment lines = arena.allocate(bytes, LINE_BYTES);
      link(lines);
      long at = walk(lines, 0, WARM_UP_READS);
      double[] nanos = new double[PASSES];
      for (int i = 0; i < PASSES; i++) {
        long start = System.nanoTime();
        at = walk(lines, at, reads);
        nanos[i] = (double) (System.nanoTime() - start) / reads;
      }
      Arrays.sort(nanos);
      return nanos[PASSES / 2];
    }
  }

  /** Writes into each line where the next one is. */
  static void link(MemorySegment lines) {
    long mask = lines.byteSize() / LINE_BYTES - 1;
    for (long line = 0; line <= mask; line++) {
      long next = (line * MULTIPLIER + INCREMENT) & mask;
      lines.set(ValueLayout.JAVA_LONG, line * LINE_BYTES, next * LINE_BYTES);
    }
  }

  /** Where a walk of some reads ends. */
  static long walk(MemorySegment lines, long from, int reads) {
    long at = from;
    for (int i = 0; i < reads; i++) {
      at = lines.get(ValueLayout.JAVA_LONG, at);
    }
    return at;
  }
}
