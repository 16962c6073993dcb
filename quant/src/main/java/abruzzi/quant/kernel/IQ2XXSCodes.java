package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ2XXSLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ2_XXS as codes of three bits, the highest one the sign. */
final class IQ2XXSCodes implements LevelCodes {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final float UNIT = 0.125f;
  static final float[] LEVELS = LevelTables.signed(UNIT, 8, 25, 43, 0);
  private static final int[] GRID = LevelTables.rows(Codebooks.iq2xxs(), 3, 8, 25, 43);
  private static final int[] SIGNS = LevelTables.paritySigns(3);

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    long sub = source.get(LONG, subBlock(block, eight >> 2));
    int i = eight & 3;
    return GRID[(int) (sub >>> (8 * i)) & 255] | SIGNS[(int) (sub >>> (32 + 7 * i)) & 127];
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    return 2 * (int) (source.get(LONG, subBlock(block, sixteen >> 1)) >>> 60) + 1;
  }

  private static long subBlock(long block, int i) {
    return block + IQ2XXSLayout.SUBBLOCKS_OFFSET + (long) IQ2XXSLayout.SUBBLOCK_BYTES * i;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ2XXSLayout.D_OFFSET);
  }
}
