package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Q3KLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Q3_K as codes of three bits. */
final class Q3KCodes implements LevelCodes {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final float[] LEVELS = LaneLevels.steps(8, -4, 1);
  private static final long BITS = 0x0101010101010101L;

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    int j = eight >> 2; // 32 columns
    long low = source.get(LONG, block + Q3KLayout.QS_OFFSET + 32L * (j >> 2) + 8L * (eight & 3));
    long high = source.get(LONG, block + Q3KLayout.HMASK_OFFSET + 8L * (eight & 3));
    long all = ((low >>> (2 * (j & 3))) & (3 * BITS)) | (((high >>> j) & BITS) << 2);
    return Long.compress(all, 7 * BITS);
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    int low =
        source.get(BYTE, block + Q3KLayout.SCALES_OFFSET + (sixteen & 7)) >>> (4 * (sixteen >> 3));
    int high =
        source.get(BYTE, block + Q3KLayout.SCALES_OFFSET + 8 + (sixteen & 3))
            >>> (2 * (sixteen >> 2));
    return ((low & 15) | ((high & 3) << 4)) - 32;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + Q3KLayout.D_OFFSET);
  }
}
