package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Q4KLayout;
import abruzzi.quant.block.SixBitScales;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Q4_K rows to tiles for {@link TileQ4K}. */
final class TileQ4KWriter implements TileWriter {
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
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long from = offset + (long) Q4KLayout.BYTES * b;
      long block = tile + stride * b;
      long to = block + TileOrder.factorOffset(row); // 32 shorts of low bits, 32 of high ones
      for (int i = 0; i < 32; i++) {
        long eight =
            source.get(LONG, from + Q4KLayout.QS_OFFSET + 32L * (i >> 3) + 8L * (i & 3))
                >>> (4 * ((i >> 2) & 1));
        TileOrder.putTwoBits(target, to + 256L * i, eight);
        TileOrder.putTwoBits(target, to + 256L * i + 64, eight >>> 2);
      }
      long scale = block + TileQ4K.CODE_BYTES;
      scales(source, from, target, scale, row);
      short d = source.get(SHORT, from + Q4KLayout.D_OFFSET);
      short dmin = source.get(SHORT, from + Q4KLayout.DMIN_OFFSET);
      long factor = scale + TileQ4K.SCALE_BYTES + TileOrder.factorOffset(row);
      target.set(SHORT, factor, d);
      target.set(SHORT, factor + 64, dmin);
      finite &= TileOrder.isFinite(d) && TileOrder.isFinite(dmin);
    }
    return finite;
  }

  /** Six-bit scales and minimums become bytes. */
  private static void scales(
      MemorySegment source, long from, MemorySegment target, long scale, int row) {
    int place = TileOrder.bytePlace(row);
    long packed = from + Q4KLayout.SCALES_OFFSET;
    for (int g = 0; g < 8; g++) {
      int sc = SixBitScales.scale(source, packed, g);
      int m = SixBitScales.minimum(source, packed, g);
      target.set(ValueLayout.JAVA_BYTE, scale + 128L * g + place, (byte) sc);
      target.set(ValueLayout.JAVA_BYTE, scale + 128L * g + 64 + place, (byte) m);
    }
  }
}
