package abruzzi.dense.host;

import abruzzi.dense.KvCacheType;
import abruzzi.quant.block.BlockEncoder;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.RowDecoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The cache of one sequence: per layer and position one row {@code [latent | rotated key]}.
 *
 * <p>Memory comes in pages of positions as the sequence grows, so a long context costs nothing
 * until it is used. Threading: one writer; readers only of rows written before.
 */
final class LatentCache implements AutoCloseable {
  private static final int PAGE_POSITIONS = 256;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment[][] pages;
  private final int contextTokens;
  private final int width;
  private final long rowBytes;
  private final boolean half;
  private final RowDecoder decoder;
  private final BlockEncoder encoder;

  /**
   * Prepares an empty cache.
   *
   * @throws IllegalArgumentException if rows of this width cannot be stored in this type
   */
  LatentCache(int layers, int contextTokens, int width, KvCacheType type, MatrixProduct product) {
    if (width % type.type().blockElements() != 0) {
      throw new IllegalArgumentException(
          "cache type "
              + type
              + " stores blocks of "
              + type.type().blockElements()
              + " values, but this model caches rows of "
              + width
              + "; use F16 or F32");
    }
    this.contextTokens = contextTokens;
    this.width = width;
    rowBytes = type.rowBytes(width);
    half = type == KvCacheType.F16;
    decoder = product.kernels().decoder(type.type());
    encoder = BlockEncoders.of(type.type()).orElseThrow();
    pages = new MemorySegment[layers][(contextTokens + PAGE_POSITIONS - 1) / PAGE_POSITIONS];
  }

  /** Most positions it may hold. */
  int contextTokens() {
    return contextTokens;
  }

  /** Stores the row of a position. */
  void write(int layer, int position, float[] row, int index) {
    Objects.checkIndex(position, contextTokens);
    int page = position / PAGE_POSITIONS;
    if (pages[layer][page] == null) {
      pages[layer][page] = arena.allocate(rowBytes * PAGE_POSITIONS, 64);
    }
    encoder.encode(row, index, width, pages[layer][page], offsetInPage(position));
  }

  /** A reader for one thread at a time. */
  Reader reader() {
    return new Reader();
  }

  private long offsetInPage(int position) {
    return position % PAGE_POSITIONS * rowBytes;
  }

  /**
   * Reads rows, with working memory of its own.
   *
   * <p>Halves go through an array, where the compiler turns their conversion into vectors of one
   * instruction each.
   */
  final class Reader {
    private short[] halves = new short[0];

    /** Reads the rows of {@code count} positions from {@code first} on, back to back. */
    void read(int layer, int first, int count, float[] out) {
      int done = 0;
      while (done < count) {
        int position = first + done;
        int here = Math.min(count - done, PAGE_POSITIONS - position % PAGE_POSITIONS);
        MemorySegment page = pages[layer][position / PAGE_POSITIONS];
        if (half) {
          readHalves(page, offsetInPage(position), here * width, out, done * width);
        } else {
          for (int i = 0; i < here; i++) {
            long offset = offsetInPage(position + i);
            decoder.decode(page, offset, width, out, (done + i) * width);
          }
        }
        done += here;
      }
    }

    private void readHalves(
        MemorySegment page, long offset, int elements, float[] out, int outIndex) {
      if (halves.length < elements) {
        halves = new short[elements];
      }
      short[] from = halves;
      MemorySegment.copy(page, HALF, offset, from, 0, elements);
      for (int e = 0; e < elements; e++) {
        out[outIndex + e] = Float.float16ToFloat(from[e]);
      }
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
