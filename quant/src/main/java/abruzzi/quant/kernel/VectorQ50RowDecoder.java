package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.SUB;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Q5_0 rows to floats: {@code d * ((nibble | bit << 4) - 16)}, bit for bit as the scalar codec. Bit
 * {@code e} of the block's 32-bit word belongs to element {@code e}. 0.6875 bytes per weight.
 */
final class VectorQ50RowDecoder implements RowDecoder {
  private static final int BLOCK_ELEMENTS = 32;
  private static final int BLOCK_BYTES = 22;
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void decode(MemorySegment source, long offset, int elements, float[] out, int outIndex) {
    for (int e = 0; e < elements; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(source.get(SHORT, offset));
      long noFifthBits = ~source.get(INT, offset + 2) & 0xFFFFFFFFL;
      for (int l = 0; l < 16; l += LANES) {
        IntVector codes =
            (IntVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, source, offset + 6 + l, LITTLE_ENDIAN)
                    .convertShape(B2I, VectorWidth.INTS, 0);
        // the fifth bit adds 16, and 16 are subtracted: where it is 0, they are
        VectorMask<Integer> low0 = VectorMask.fromLong(VectorWidth.INTS, noFifthBits >>> l);
        VectorMask<Integer> low1 = VectorMask.fromLong(VectorWidth.INTS, noFifthBits >>> (16 + l));
        FloatVector q0 =
            (FloatVector)
                codes.and(15).lanewise(SUB, 16, low0).convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector q1 =
            (FloatVector)
                codes
                    .lanewise(LSHR, 4)
                    .and(15)
                    .lanewise(SUB, 16, low1)
                    .convertShape(I2F, VectorWidth.FLOATS, 0);
        q0.mul(d).intoArray(out, outIndex + e + l);
        q1.mul(d).intoArray(out, outIndex + e + 16 + l);
      }
      offset += BLOCK_BYTES;
    }
  }
}
