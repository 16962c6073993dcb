package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.TQ10Layout;
import abruzzi.quant.block.Trits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** TQ1_0 rows to tiles for {@link TileTQ10}. */
final class TileTQ10Writer implements TileWriter {

  /** Three zeros: 1 + 3 + 9. */
  private static final int ZEROS = 13;

  private static final byte[] DIGITS = digits();
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Five digits, 0 to 2, for each byte. */
  private static byte[] digits() {
    byte[] digits = new byte[5 * 256];
    for (int i = 0; i < 256; i++) {
      for (int n = 0; n < 5; n++) {
        digits[5 * i + n] = (byte) (Trits.at(i, n) + 1);
      }
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
    byte[] columns = new byte[TileTQ10.VECTORS * 9];
    boolean finite = true;
    for (int b = 0; b < blocks; b++) {
      long from = offset + (long) TQ10Layout.BYTES * b;
      spread(source, from, 32, 5, columns, 0);
      spread(source, from + 32, 16, 5, columns, 160);
      spread(source, from + TQ10Layout.QH_OFFSET, 4, 4, columns, 240);
      columns[256] = 1;
      columns[257] = 1;
      long to = codes + stride * b;
      for (int v = 0; v < TileTQ10.VECTORS; v++) {
        int at = 9 * v;
        int last = v < TileTQ10.VECTORS - 1 ? TernaryDigits.pack(columns, at + 6) : ZEROS;
        int packed =
            TernaryDigits.pack(columns, at)
                | (TernaryDigits.pack(columns, at + 3) << 5)
                | (last << 10);
        target.set(SHORT, to + 128L * v, (short) packed);
      }
      short d = source.get(SHORT, from + TQ10Layout.D_OFFSET);
      target.set(SHORT, to + TileTQ10.CODE_BYTES, d);
      finite &= TileOrder.isFinite(d);
    }
    return finite;
  }

  /** Digit {@code n} of byte {@code k} goes to column {@code n * bytes + k}. */
  private static void spread(
      MemorySegment source, long from, int bytes, int digits, byte[] columns, int at) {
    for (int k = 0; k < bytes; k++) {
      int packed = 5 * (source.get(ValueLayout.JAVA_BYTE, from + k) & 255);
      for (int n = 0; n < digits; n++) {
        columns[at + n * bytes + k] = DIGITS[packed + n];
      }
    }
  }
}
