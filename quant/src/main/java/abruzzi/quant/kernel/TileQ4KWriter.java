package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Q4KLayout;
import abruzzi.quant.block.SixBitScales;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Q4_K rows to tiles for {@link TileQ4K}. */
final class TileQ4KWriter implements TileWriter {
  private static final long FOUR_BITS = 0x000F_000F_000F_000FL;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
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
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long from = offset + (long) Q4KLayout.BYTES * b;
      long block = tile + stride * b;
      long half = block + (row >> 5) * TileQ4K.HALF_BYTES;
      long to = half + 4L * (row & 31);
      for (int i = 0; i < 32; i++) {
        long eight =
            source.get(LONG, from + Q4KLayout.QS_OFFSET + 32L * (i >> 3) + 8L * (i & 3))
                >>> (4 * ((i >> 2) & 1));
        int codes = TileOrder.evenThenOdd(eight, FOUR_BITS);
        target.set(INT, to + TileQ4K.GROUP_BYTES * (i >> 2) + 128L * (i & 3), codes);
      }
      scales(source, from, target, half + TileQ4K.CODE_BYTES, row & 31);
      short d = source.get(SHORT, from + Q4KLayout.D_OFFSET);
      short dmin = source.get(SHORT, from + Q4KLayout.DMIN_OFFSET);
      long factor = block + 2 * TileQ4K.HALF_BYTES + TileOrder.factorOffset(row);
      target.set(SHORT, factor, d);
      target.set(SHORT, factor + 64, dmin);
      finite &= TileOrder.isFinite(d) && TileOrder.isFinite(dmin);
    }
    return finite;
  }

  /** Six-bit scales and minimums become bytes. */
  private static void scales(
      MemorySegment source, long from, MemorySegment target, long scale, int row) {
    long place = scale + 4L * (row & 15) + (row >> 4);
    long packed = from + Q4KLayout.SCALES_OFFSET;
    for (int g = 0; g < 8; g++) {
      int sc = SixBitScales.scale(source, packed, g);
      int m = SixBitScales.minimum(source, packed, g);
      target.set(ValueLayout.JAVA_BYTE, place + TileQ4K.GROUP_BYTES * g, (byte) sc);
      target.set(ValueLayout.JAVA_BYTE, place + TileQ4K.GROUP_BYTES * g + 2, (byte) m);
    }
  }
}
