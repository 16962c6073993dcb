package abruzzi.quant.memory;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for weights that live as long as a model.
 *
 * <p>It is asked for in large pages, because a walk through all weights meets a new 4 KiB page
 * every 64 cache lines, and looking each one up costs as much time as reading it; small pieces
 * share them. Where the system has none to give, or is not Linux, memory is ordinary.
 *
 * <p>Threading: allocate from one thread; the memory may be used by all.
 */
public final class WeightMemory implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WeightMemory.class.getName());

  /** Smaller pieces are cut from memory that they share, of twice that size. */
  private static final long LEAST_OF_ITS_OWN = 32L << 20;

  private static final long ALIGNMENT = 64;
  private final Arena arena = Arena.ofShared();
  private boolean largePages;
  private MemorySegment shared = MemorySegment.NULL;
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
    if (largePages) {
      try {
        return bytes >= LEAST_OF_ITS_OWN ? LargePages.map(bytes, arena) : shared(bytes);
      } catch (UnsupportedOperationException e) {
        largePages = false;
        LOG.log(Level.DEBUG, "weights lie in ordinary pages: {0}", e.getMessage());
      }
    }
    return arena.allocate(bytes, ALIGNMENT);
  }

  private MemorySegment shared(long bytes) {
    long rounded = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    if (rounded > shared.byteSize()) {
      shared = LargePages.map(2 * LEAST_OF_ITS_OWN, arena);
    }
    MemorySegment piece = shared.asSlice(0, bytes);
    shared = shared.asSlice(rounded);
    return piece;
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
