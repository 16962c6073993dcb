package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.block.IQ4XSLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** IQ4_XS as codes of four bits. */
final class IQ4XSCodes implements LevelCodes {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final float[] LEVELS = LaneLevels.of(Codebooks.iq4nl(), 0);
  private static final long NIBBLES = 0x0F0F0F0F0F0F0F0FL;

  @Override
  public long codes(MemorySegment source, long block, int eight) {
    long at = block + IQ4XSLayout.QS_OFFSET + 16L * (eight >> 2) + 8L * (eight & 1);
    return Long.compress(source.get(LONG, at) >>> (2 * (eight & 2)), NIBBLES);
  }

  @Override
  public int scale(MemorySegment source, long block, int sixteen) {
    int i = sixteen >> 1;
    int low = source.get(INT, block + IQ4XSLayout.SCALES_LOW_OFFSET) >>> (4 * i) & 15;
    int high = source.get(SHORT, block + IQ4XSLayout.SCALES_HIGH_OFFSET) >>> (2 * i) & 3;
    return (low | (high << 4)) - 32;
  }

  @Override
  public short factor(MemorySegment source, long block) {
    return source.get(SHORT, block + IQ4XSLayout.D_OFFSET);
  }
}
