package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Q5_K rows to floats: {@code (d * sc) * q - dmin * m}, bit for bit as the scalar codec.
 *
 * <p>The eight 6-bit scales and minima are unpacked four at a time in an int; a byte of high bits
 * serves eight weights, 32 elements apart. Traffic: 0.6875 bytes per weight.
 */
final class VectorQ5KRowDecoder implements RowDecoder {
  private static final int BLOCK_ELEMENTS = 256;
  private static final int BLOCK_BYTES = 176;
  private static final int LANES = VectorWidth.FLOATS.length();

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void decode(MemorySegment source, long offset, int elements, float[] out, int outIndex) {
    for (int e = 0; e < elements; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(source.get(SHORT, offset));
      float dmin = Float.float16ToFloat(source.get(SHORT, offset + 2));
      int low = source.get(INT, offset + 4);
      int mid = source.get(INT, offset + 8);
      int high = source.get(INT, offset + 12);
      int scales = low & 0x3f3f3f3f;
      int mins = mid & 0x3f3f3f3f;
      half(source, offset, 0, d, dmin, scales, mins, out, outIndex + e);
      scales = (high & 0x0f0f0f0f) | ((low >>> 2) & 0x30303030);
      mins = ((high >>> 4) & 0x0f0f0f0f) | ((mid >>> 2) & 0x30303030);
      half(source, offset, 1, d, dmin, scales, mins, out, outIndex + e + 128);
      offset += BLOCK_BYTES;
    }
  }

  /** 128 weights: four sub-blocks of 32, whose scales and minima are the bytes of two ints. */
  private static void half(
      MemorySegment source,
      long block,
      int half,
      float d,
      float dmin,
      int scales,
      int mins,
      float[] out,
      int outIndex) {
    MappedMemory.touch(source, block);
    long highBits = block + 16;
    long codes = block + 48 + 64L * half;
    for (int pair = 0; pair < 2; pair++) {
      int firstBit = 4 * half + 2 * pair;
      float scale0 = d * (scales & 0xff);
      float min0 = dmin * (mins & 0xff);
      float scale1 = d * ((scales >>> 8) & 0xff);
      float min1 = dmin * ((mins >>> 8) & 0xff);
      for (int l = 0; l < 32; l += LANES) {
        IntVector q =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, source, codes + l, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector h =
            ((IntVector)
                    ByteVector.fromMemorySegment(
                            VectorWidth.BYTES, source, highBits + l, LITTLE_ENDIAN)
                        .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0))
                .lanewise(LSHR, firstBit);
        IntVector q0 = q.and(15).or(h.lanewise(LSHL, 4).and(16));
        IntVector q1 = q.lanewise(LSHR, 4).or(h.lanewise(LSHL, 3).and(16));
        FloatVector v0 =
            ((FloatVector) q0.convertShape(I2F, VectorWidth.FLOATS, 0)).mul(scale0).sub(min0);
        FloatVector v1 =
            ((FloatVector) q1.convertShape(I2F, VectorWidth.FLOATS, 0)).mul(scale1).sub(min1);
        v0.intoArray(out, outIndex + l);
        v1.intoArray(out, outIndex + 32 + l);
      }
      scales >>>= 16;
      mins >>>= 16;
      codes += 32;
      outIndex += 64;
    }
  }
}
