package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ1SLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ1_S rows to tiles for {@link TileIQ1S}. */
final class TileIQ1SWriter implements TileWriter {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Rows of the codebook as digits, 0 to 2. */
  private static final byte[] DIGITS = digits(Codebooks.iq1s());

  private static byte[] digits(Codebook grid) {
    byte[] digits = grid.toBytes();
    for (int i = 0; i < digits.length; i++) {
      digits[i]++;
    }
    return digits;
  }

  @Override
  public boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long tile,
      long stride,
      int row) {
    long codes = tile + 2L * TileOrder.shortPlace(row);
    byte[] columns = new byte[33];
    columns[32] = 1; // a zero fills up the eleventh number
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long from = offset + (long) IQ1SLayout.BYTES * b;
      long to = codes + stride * b;
      for (int g = 0; g < 8; g++) {
        int word = source.get(SHORT, from + IQ1SLayout.QH_OFFSET + 2L * g);
        for (int l = 0; l < 4; l++) {
          int low = source.get(ValueLayout.JAVA_BYTE, from + IQ1SLayout.QS_OFFSET + 4L * g + l);
          int index = (low & 255) | (((word >> (3 * l)) & 7) << 8);
          System.arraycopy(DIGITS, 8 * index, columns, 8 * l, 8);
        }
        group(columns, (word >> 12) & 15, target, to + 512L * g);
      }
      short d = source.get(SHORT, from + IQ1SLayout.D_OFFSET);
      target.set(SHORT, to + TileIQ1S.CODE_BYTES, d);
      finite &= TileOrder.isFinite(d);
    }
    return finite;
  }

  private static void group(byte[] columns, int scaleAndShift, MemorySegment target, long to) {
    for (int v = 0; v < 4; v++) {
      int last = v < 3 ? TernaryDigits.pack(columns, 9 * v + 6) : scaleAndShift;
      int packed =
          TernaryDigits.pack(columns, 9 * v)
              | (TernaryDigits.pack(columns, 9 * v + 3) << 5)
              | (last << 10);
      target.set(SHORT, to + 128L * v, (short) packed);
    }
  }
}
