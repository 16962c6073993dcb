package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Q2KLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Q2_K rows to tiles for {@link TileQ2K}. */
final class TileQ2KWriter implements TileWriter {
  private static final long TWO_BITS = 0x0003_0003_0003_0003L;
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
      long from = offset + (long) Q2KLayout.BYTES * b;
      long block = tile + stride * b;
      long codes = block + 4L * row;
      long scales = block + TileQ2K.CODE_BYTES;
      for (int g = 0; g < 16; g++) {
        long at = from + Q2KLayout.QS_OFFSET + 32L * (g >> 3) + 16L * (g & 1);
        int shift = g & 6; // two bits for each 32 columns
        int first = TileOrder.evenThenOdd(source.get(LONG, at) >>> shift, TWO_BITS);
        int next = TileOrder.evenThenOdd(source.get(LONG, at + 8) >>> shift, TWO_BITS);
        target.set(INT, codes + 256L * g, first | next << 8);
      }
      for (int g = 0; g < 16; g++) {
        target.set(
            ValueLayout.JAVA_BYTE,
            scales + 64L * g + TileOrder.bytePlace(row),
            source.get(ValueLayout.JAVA_BYTE, from + Q2KLayout.SCALES_OFFSET + g));
      }
      short d = source.get(SHORT, from + Q2KLayout.D_OFFSET);
      short dmin = source.get(SHORT, from + Q2KLayout.DMIN_OFFSET);
      long factor = scales + TileQ2K.SCALE_BYTES + TileOrder.factorOffset(row);
      target.set(SHORT, factor, d);
      target.set(SHORT, factor + 64, dmin);
      finite &= TileOrder.isFinite(d) && TileOrder.isFinite(dmin);
    }
    return finite;
  }
}
