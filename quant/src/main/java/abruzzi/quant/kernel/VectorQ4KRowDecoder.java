package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Q4_K rows to floats: {@code (d * sc) * q - dmin * m}, bit for bit as the scalar codec.
 *
 * <p>The eight 6-bit scales and minima are unpacked four at a time in an int; 32 bytes of codes
 * give 32 weights from their low and 32 from their high nibbles. Traffic: 0.5625 bytes per weight.
 */
final class VectorQ4KRowDecoder implements RowDecoder {
  private static final int BLOCK_ELEMENTS = 256;
  private static final int BLOCK_BYTES = 144;
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
      long codes = offset + 16;
      half(source, codes, d, dmin, scales, mins, out, outIndex + e);
      scales = (high & 0x0f0f0f0f) | ((low >>> 2) & 0x30303030);
      mins = ((high >>> 4) & 0x0f0f0f0f) | ((mid >>> 2) & 0x30303030);
      half(source, codes + 64, d, dmin, scales, mins, out, outIndex + e + 128);
      offset += BLOCK_BYTES;
    }
  }

  /** 128 weights: four groups of 32, whose scales and minima are the bytes of two ints. */
  private static void half(
      MemorySegment source,
      long codes,
      float d,
      float dmin,
      int scales,
      int mins,
      float[] out,
      int outIndex) {
    MappedMemory.touch(source, codes);
    for (int pair = 0; pair < 2; pair++) {
      float scale0 = d * (scales & 0xff);
      float min0 = dmin * (mins & 0xff);
      float scale1 = d * ((scales >>> 8) & 0xff);
      float min1 = dmin * ((mins >>> 8) & 0xff);
      for (int l = 0; l < 32; l += LANES) {
        IntVector bytes =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, source, codes + l, LITTLE_ENDIAN)
                    .convertShape(B2I, VectorWidth.INTS, 0);
        FloatVector q0 = (FloatVector) bytes.and(15).convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector q1 =
            (FloatVector) bytes.lanewise(LSHR, 4).and(15).convertShape(I2F, VectorWidth.FLOATS, 0);
        q0.mul(scale0).sub(min0).intoArray(out, outIndex + l);
        q1.mul(scale1).sub(min1).intoArray(out, outIndex + 32 + l);
      }
      scales >>>= 16;
      mins >>>= 16;
      codes += 32;
      outIndex += 64;
    }
  }
}
