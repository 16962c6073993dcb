package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ2SLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ2_S as codes of three bits, the highest one the sign. */
final class IQ2SCodes implements LevelCodes {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final int[] GRID = LevelTables.rows(Codebooks.iq2s(), 3, 8, 25, 43);
  private static final int[] SIGNS = LevelTables.signs(3);

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    int low = source.get(BYTE, block + IQ2SLayout.QS_OFFSET + eight) & 255;
    int high =
        source.get(BYTE, block + IQ2SLayout.QH_OFFSET + (eight >> 2)) >>> (2 * (eight & 3)) & 3;
    return GRID[low | (high << 8)]
        | SIGNS[source.get(BYTE, block + IQ2SLayout.SIGNS_OFFSET + eight) & 255];
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    int two = source.get(BYTE, block + IQ2SLayout.SCALES_OFFSET + (sixteen >> 1));
    return 2 * ((two >>> (4 * (sixteen & 1))) & 15) + 1;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ2SLayout.D_OFFSET);
  }
}
