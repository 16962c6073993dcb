package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ3SLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ3_S as codes of four bits, the highest one the sign. */
final class IQ3SCodes implements LevelCodes {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final float[] LEVELS = LevelTables.signed(1, 1, 3, 5, 7, 9, 11, 13, 15);
  private static final int[] GRID =
      LevelTables.rows(Codebooks.iq3s(), 4, 1, 3, 5, 7, 9, 11, 13, 15);
  private static final int[] SIGNS = LevelTables.signs(4);

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    int rows = source.get(SHORT, block + IQ3SLayout.QS_OFFSET + 2L * eight);
    int high = source.get(BYTE, block + IQ3SLayout.QH_OFFSET + (eight >> 2)) >>> (2 * (eight & 3));
    int first = GRID[(rows & 255) | ((high & 1) << 8)];
    int second = GRID[((rows >>> 8) & 255) | ((high & 2) << 7)];
    int signs = SIGNS[source.get(BYTE, block + IQ3SLayout.SIGNS_OFFSET + eight) & 255];
    return (first | (second << 16) | signs) & 0xFFFFFFFFL;
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    int two = source.get(BYTE, block + IQ3SLayout.SCALES_OFFSET + (sixteen >> 2));
    return 2 * ((two >>> (4 * ((sixteen >> 1) & 1))) & 15) + 1;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ3SLayout.D_OFFSET);
  }
}
