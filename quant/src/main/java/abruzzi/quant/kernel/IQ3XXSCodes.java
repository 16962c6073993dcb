package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ3XXSLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ3_XXS as codes of four bits, the highest one the sign. */
final class IQ3XXSCodes implements LevelCodes {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final float[] LEVELS = LevelTables.signed(0.25f, 4, 12, 20, 28, 36, 44, 52, 62);
  private static final int[] GRID =
      LevelTables.rows(Codebooks.iq3xxs(), 4, 4, 12, 20, 28, 36, 44, 52, 62);
  private static final int[] SIGNS = LevelTables.paritySigns(4);

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    int rows = source.get(SHORT, block + IQ3XXSLayout.QS_OFFSET + 2L * eight);
    int signs = (word(source, block, eight >> 2) >>> (7 * (eight & 3))) & 127;
    return (GRID[rows & 255] | (GRID[(rows >>> 8) & 255] << 16) | SIGNS[signs]) & 0xFFFFFFFFL;
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    return 2 * (word(source, block, sixteen >> 1) >>> 28) + 1;
  }

  /** Signs and scale of 32 columns. */
  private static int word(MemorySegment source, long block, int i) {
    return source.get(INT, block + IQ3XXSLayout.SCALES_AND_SIGNS_OFFSET + 4L * i);
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ3XXSLayout.D_OFFSET);
  }
}
