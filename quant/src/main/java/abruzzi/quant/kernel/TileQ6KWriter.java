package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Q6KLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Q6_K rows to tiles for {@link TileQ6K}. */
final class TileQ6KWriter implements TileWriter {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long tile,
      long stride,
      int row) {
    int half = 2 * TileQ6K.STEP_BYTES * (row >> 5);
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long from = offset + (long) Q6KLayout.BYTES * b;
      long block = tile + stride * b;
      long to = block + 2L * (TileOrder.shortPlace(row) & 31) + half;
      for (int i = 0; i < 32; i++) { // 8 columns
        long low = lowBits(source, from, i);
        long at = to + (long) TileQ6K.STEP_BYTES * (4 * (i >> 1) + (i & 1));
        TileOrder.putTwoBits(target, at, low);
        TileOrder.putTwoBits(target, at + 64, low >>> 2);
        TileOrder.putTwoBits(target, at + 128, highBits(source, from, i));
      }
      long scale = block + TileQ6K.CODE_BYTES;
      long place = scale + TileOrder.bytePlace(row);
      for (int g = 0; g < 16; g++) {
        target.set(BYTE, place + 64L * g, source.get(BYTE, from + Q6KLayout.SCALES_OFFSET + g));
      }
      short d = source.get(SHORT, from + Q6KLayout.D_OFFSET);
      target.set(SHORT, scale + TileQ6K.SCALE_BYTES + 2L * TileOrder.shortPlace(row), d);
      finite &= TileOrder.isFinite(d);
    }
    return finite;
  }

  /** Bits 0 to 3 of columns {@code 8 i} and the next seven, in the low halves of bytes. */
  private static long lowBits(MemorySegment source, long block, int i) {
    long at = block + Q6KLayout.QL_OFFSET + 64L * (i >> 4) + 8L * (i & 7);
    return source.get(LONG, at) >>> (4 * ((i >> 3) & 1));
  }

  /** Bits 4 and 5 of the same, in the lowest bits of bytes. */
  private static long highBits(MemorySegment source, long block, int i) {
    long at = block + Q6KLayout.QH_OFFSET + 32L * (i >> 4) + 8L * (i & 3);
    return source.get(LONG, at) >>> (2 * ((i >> 2) & 3));
  }
}
