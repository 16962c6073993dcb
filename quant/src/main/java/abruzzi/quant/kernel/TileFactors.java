package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The end of a block in tile kernels: factors are applied to its sums.
 *
 * <p>Not a part of the kernels' loops, which must stay small: the first compiler of the JVM gives
 * up on a method with too many vector operations ("out of virtual registers"), and then the second
 * one never gets it.
 */
final class TileFactors {
  private static final VectorSpecies<Integer> INTS = TileWidth.INTS;
  private static final VectorSpecies<Float> FLOATS = TileWidth.FLOATS;
  private static final int LANES = TileWidth.LANES;

  // Of halves in the upper parts of ints. Q4_K has subnormal ones wherever weights are as small as
  // those of wide matrices; taken for floats they would be subnormal as well, and slow to compute
  // with.
  private static final int MAGNITUDE = 0x7FFF0000;
  private static final int SIGN = 0x80000000;
  private static final int SMALLEST_NORMAL = 0x04000000;
  private static final float SUBNORMAL_UNIT = 0x1p-40f;

  /** Exponents of floats and halves differ by 112. */
  private static final int EXPONENT_DIFFERENCE = 112 << 23;

  private TileFactors() {}

  /**
   * Adds {@code x * (d * sum - dmin * minimum)} of 64 rows to {@code y}.
   *
   * @param factors where 32 halves {@code d} of rows 0 to 31 lie; those of the others follow {@code
   *     stride} bytes later
   * @param minimums how many bytes behind {@code d} the halves {@code dmin} lie
   * @param x scale of the block's activations
   * @param sums 64 sums, then 64 minimums
   */
  static void add(
      MemorySegment data,
      long factors,
      long stride,
      long minimums,
      float x,
      float[] sums,
      float[] y,
      int yIndex) {
    MappedMemory.touch(data, factors);
    for (int row = 0; row < 32; row += LANES) { // counts rows 0 to 15 and 32 to 47
      long at = factors + stride * (row >> 4) + 4L * (row & 15);
      IntVector d = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
      IntVector n = IntVector.fromMemorySegment(INTS, data, at + minimums, LITTLE_ENDIAN);
      for (int odd = 0; odd < 2; odd++) {
        int i = (row & 16) + row + 16 * odd;
        int shift = 16 - 16 * odd;
        IntVector dh = d.lanewise(LSHL, shift);
        IntVector dm = dh.and(MAGNITUDE);
        FloatVector df =
            dm.lanewise(LSHR, 3)
                .add(EXPONENT_DIFFERENCE)
                .blend(
                    ((FloatVector) dm.convertShape(I2F, FLOATS, 0))
                        .mul(SUBNORMAL_UNIT)
                        .reinterpretAsInts(),
                    dm.compare(LT, SMALLEST_NORMAL))
                .or(dh.and(SIGN))
                .reinterpretAsFloats();
        IntVector nh = n.lanewise(LSHL, shift);
        IntVector nm = nh.and(MAGNITUDE);
        FloatVector nf =
            nm.lanewise(LSHR, 3)
                .add(EXPONENT_DIFFERENCE)
                .blend(
                    ((FloatVector) nm.convertShape(I2F, FLOATS, 0))
                        .mul(SUBNORMAL_UNIT)
                        .reinterpretAsInts(),
                    nm.compare(LT, SMALLEST_NORMAL))
                .or(nh.and(SIGN))
                .reinterpretAsFloats();
        FloatVector.fromArray(FLOATS, sums, i)
            .mul(df)
            .sub(FloatVector.fromArray(FLOATS, sums, 64 + i).mul(nf))
            .fma(FloatVector.broadcast(FLOATS, x), FloatVector.fromArray(FLOATS, y, yIndex + i))
            .intoArray(y, yIndex + i);
      }
    }
  }

  /**
   * Decodes 32 halves.
   *
   * @param offset where they lie, rows {@code i} and {@code i + 16} side by side
   * @param out receives 32 floats
   */
  static void decode(MemorySegment data, long offset, float[] out) {
    decode(data, offset, out, 0);
  }

  private static void decode(MemorySegment data, long offset, float[] out, int index) {
    MappedMemory.touch(data, offset);
    for (int row = 0; row < 16; row += LANES) {
      IntVector d = IntVector.fromMemorySegment(INTS, data, offset + 4L * row, LITTLE_ENDIAN);
      for (int odd = 0; odd < 2; odd++) {
        IntVector high = d.lanewise(LSHL, 16 - 16 * odd);
        IntVector magnitude = high.and(MAGNITUDE);
        magnitude
            .lanewise(LSHR, 3)
            .add(EXPONENT_DIFFERENCE)
            .blend(
                ((FloatVector) magnitude.convertShape(I2F, FLOATS, 0))
                    .mul(SUBNORMAL_UNIT)
                    .reinterpretAsInts(),
                magnitude.compare(LT, SMALLEST_NORMAL))
            .or(high.and(SIGN))
            .reinterpretAsFloats()
            .intoArray(out, index + row + 16 * odd);
      }
    }
  }

  /**
   * Decodes 64 halves: 32, and {@code stride} bytes later 32 more.
   *
   * @param out receives 64 floats, row after row
   */
  static void decode(MemorySegment data, long offset, long stride, float[] out) {
    decode(data, offset, out, 0);
    decode(data, offset + stride, out, 32);
  }
}
