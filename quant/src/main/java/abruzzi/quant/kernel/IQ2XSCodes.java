package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ2XSLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ2_XS as codes of three bits, the highest one the sign. */
final class IQ2XSCodes implements LevelCodes {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int[] GRID = LevelTables.rows(Codebooks.iq2xs(), 3, 8, 25, 43);
  private static final int[] SIGNS = LevelTables.paritySigns(3);

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    int word = source.get(SHORT, block + IQ2XSLayout.QS_OFFSET + 2L * eight);
    return GRID[word & 511] | SIGNS[(word >>> 9) & 127];
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    int two = source.get(BYTE, block + IQ2XSLayout.SCALES_OFFSET + (sixteen >> 1));
    return 2 * ((two >>> (4 * (sixteen & 1))) & 15) + 1;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ2XSLayout.D_OFFSET);
  }
}
