package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Q5_1 rows to floats: {@code d * (nibble | bit << 4) + m}, bit for bit as the scalar codec. Bit
 * {@code e} of the block's 32-bit word belongs to element {@code e}. Traffic: 0.75 bytes per
 * weight.
 */
final class VectorQ51RowDecoder implements RowDecoder {
  private static final int BLOCK_ELEMENTS = 32;
  private static final int BLOCK_BYTES = 24;
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final IntVector LANE_NUMBERS = IntVector.zero(VectorWidth.INTS).addIndex(1);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void decode(MemorySegment source, long offset, int elements, float[] out, int outIndex) {
    for (int e = 0; e < elements; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(source.get(SHORT, offset));
      float m = Float.float16ToFloat(source.get(SHORT, offset + 2));
      int fifthBits = source.get(INT, offset + 4);
      for (int l = 0; l < 16; l += LANES) {
        IntVector codes =
            (IntVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, source, offset + 8 + l, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector bits =
            IntVector.broadcast(VectorWidth.INTS, fifthBits >>> l).lanewise(LSHR, LANE_NUMBERS);
        IntVector q0 = codes.and(15).or(bits.lanewise(LSHL, 4).and(16));
        IntVector q1 = codes.lanewise(LSHR, 4).or(bits.lanewise(LSHR, 12).and(16));
        FloatVector v0 = ((FloatVector) q0.convertShape(I2F, VectorWidth.FLOATS, 0)).mul(d).add(m);
        FloatVector v1 = ((FloatVector) q1.convertShape(I2F, VectorWidth.FLOATS, 0)).mul(d).add(m);
        v0.intoArray(out, outIndex + e + l);
        v1.intoArray(out, outIndex + e + 16 + l);
      }
      offset += BLOCK_BYTES;
    }
  }
}
