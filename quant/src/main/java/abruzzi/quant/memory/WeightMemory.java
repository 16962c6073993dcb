package abruzzi.quant.memory;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for weights that live as long as a model.
 *
 * <p>Large pieces are asked for in large pages, because a walk through all weights meets a new 4
 * KiB page every 64 cache lines, and looking each one up costs as much time as reading it. Where
 * the system has none to give, or is not Linux, memory is ordinary.
 *
 * <p>Threading: allocate from one thread; the memory may be used by all.
 */
public final class WeightMemory implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WeightMemory.class.getName());

  /** Smaller pieces do not pay for a system call and the rounding to large pages. */
  private static final long LEAST_LARGE = 32L << 20;

  private static final long ALIGNMENT = 64;
  private final Arena arena = Arena.ofShared();
  private boolean largePages;
  private long allocatedBytes;

  /** Memory in large pages where the system has them. */
  public WeightMemory() {
    this(true);
  }

  /**
   * Memory of one kind.
   *
   * @param largePages whether to ask for large pages
   */
  public WeightMemory(boolean largePages) {
    this.largePages = largePages;
  }

  /**
   * A piece of memory, filled with zeros, aligned to 64 bytes.
   *
   * @throws OutOfMemoryError if the system has no more
   */
  public MemorySegment allocate(long bytes) {
    allocatedBytes += bytes;
    if (bytes >= LEAST_LARGE && largePages) {
      try {
        return LargePages.map(bytes, arena);
      } catch (UnsupportedOperationException e) {
        largePages = false;
        LOG.log(Level.DEBUG, "weights lie in ordinary pages: {0}", e.getMessage());
      }
    }
    return arena.allocate(bytes, ALIGNMENT);
  }

  /** Bytes given out so far. */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  /** Frees the memory; closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
