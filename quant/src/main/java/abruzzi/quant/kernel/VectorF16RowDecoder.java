package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * IEEE half rows to floats, exact for subnormals, infinities and NaN.
 *
 * <p>Exponent and fraction are moved to their places in a float and the exponent's bias is mended
 * by an addition. Subnormals are converted as integers and scaled by 2^-24: no float subnormal is
 * ever an operand, which would cost an assist of the CPU. Infinities and NaN get the float's top
 * exponent.
 */
final class VectorF16RowDecoder implements RowDecoder {
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
  private static final int SMALLEST_NORMAL = 0x0400;
  private static final int INFINITY = 0x7c00;
  private static final float SUBNORMAL_UNIT = 0x1p-24f;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void decode(MemorySegment source, long offset, int elements, float[] out, int outIndex) {
    MappedMemory.touch(source, offset);
    int e = 0;
    for (; e <= elements - LANES; e += LANES) {
      IntVector half =
          (IntVector)
              ShortVector.fromMemorySegment(
                      VectorWidth.SHORTS, source, offset + 2L * e, LITTLE_ENDIAN)
                  .convertShape(ZERO_EXTEND_S2I, VectorWidth.INTS, 0);
      IntVector magnitude = half.and(0x7fff);
      IntVector sign = half.and(0x8000).lanewise(LSHL, 16);
      IntVector shifted = magnitude.lanewise(LSHL, 13);
      IntVector normal = shifted.add(BIAS_DIFFERENCE);
      IntVector subnormal =
          ((FloatVector) magnitude.convertShape(I2F, VectorWidth.FLOATS, 0))
              .mul(SUBNORMAL_UNIT)
              .reinterpretAsInts();
      FloatVector value =
          normal
              .blend(subnormal, magnitude.compare(LT, SMALLEST_NORMAL))
              .blend(shifted.or(0x7f800000), magnitude.compare(GE, INFINITY))
              .or(sign)
              .reinterpretAsFloats();
      value.intoArray(out, outIndex + e);
    }
    for (; e < elements; e++) {
      out[outIndex + e] = Float.float16ToFloat(source.get(SHORT, offset + 2L * e));
    }
  }
}
