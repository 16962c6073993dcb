package abruzzi.quant.kernel;

import abruzzi.quant.memory.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Measures how fast some workers can read memory, as a ceiling for everything that reads weights: a
 * buffer is summed up with vectors, front to back, each worker taking the next piece.
 *
 * <p>The buffer should be larger than all caches; what fits into them is read faster than memory.
 * It lies in the same kind of pages as copies of weights do.
 *
 * <p>Threading: one thread at a time. Whoever makes one closes it.
 */
public final class ReadBandwidth implements AutoCloseable {
  private static final long PIECE_BYTES = 4L << 20;

  /** Bytes read in one round of the loop. */
  private static final int ROUND_BYTES = 4 * VectorWidth.BITS / 8;

  private final Workers workers;
  private final WeightMemory memory = new WeightMemory();
  private final MemorySegment buffer;
  private final int pieces;

  /**
   * Allocates the buffer; the workers touch it first.
   *
   * @param bytes size of the buffer, rounded up to whole pieces of 4 MiB
   * @param workers stay open longer than this
   */
  public ReadBandwidth(long bytes, Workers workers) {
    if (bytes < 1 || bytes > Integer.MAX_VALUE * PIECE_BYTES) {
      throw new IllegalArgumentException("bytes=" + bytes + ", expected at least 1");
    }
    this.workers = workers;
    pieces = (int) ((bytes + PIECE_BYTES - 1) / PIECE_BYTES);
    buffer = memory.allocate(pieces * PIECE_BYTES);
    workers.run(pieces, (piece, worker) -> piece(piece).fill((byte) 1));
  }

  /** Bytes that one {@link #sum} reads. */
  public long bytes() {
    return buffer.byteSize();
  }

  /**
   * Reads everything once.
   *
   * @return the sum of all 32-bit words modulo 2^32, so that nothing can be left out
   */
  public int sum() {
    AtomicInteger total = new AtomicInteger();
    workers.run(pieces, (piece, worker) -> total.addAndGet(sum(piece(piece))));
    return total.get();
  }

  /** Reads everything once and returns the rate. */
  public double bytesPerSecond() {
    long start = System.nanoTime();
    int sum = sum();
    long nanos = System.nanoTime() - start;
    assert sum == (int) (bytes() / 4 * 0x01010101) : sum;
    return bytes() * 1e9 / Math.max(1, nanos);
  }

  private MemorySegment piece(int number) {
    return buffer.asSlice(number * PIECE_BYTES, PIECE_BYTES);
  }

  private static int sum(MemorySegment words) {
    IntVector a = IntVector.zero(VectorWidth.INTS);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    int step = ROUND_BYTES / 4;
    for (long at = 0; at < PIECE_BYTES; at += ROUND_BYTES) {
      a = a.add(load(words, at));
      b = b.add(load(words, at + step));
      c = c.add(load(words, at + 2L * step));
      d = d.add(load(words, at + 3L * step));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  private static IntVector load(MemorySegment words, long offsetBytes) {
    return IntVector.fromMemorySegment(
        VectorWidth.INTS, words, offsetBytes, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    memory.close();
  }
}
