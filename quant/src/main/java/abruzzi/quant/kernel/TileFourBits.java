package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Codes of four bits.
 *
 * <pre>
 * for each 16 rows, for each 32 columns:
 *     four times 16 ints with the next 8 columns of a row, four bits each from the lowest up;
 *     8192 bytes for a block
 * </pre>
 *
 * <p>Traffic: 0.539 bytes per weight with scales for 32 columns, 0.570 with scales for 16.
 */
final class TileFourBits extends TileLevels {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  /** Codes of 32 columns and 16 rows. */
  static final int STEP_BYTES = 256;

  static final int CODE_BYTES = GROUPS * QUARTERS * STEP_BYTES;

  /**
   * @param levels weights of the codes before scales, 16 of them
   * @param scales how many columns share a scale
   */
  TileFourBits(float[] levels, TileScales scales) {
    super(levels, scales, STEP_BYTES);
  }

  @Override
  void quarterSums(
      MemorySegment data, long codes, float[] scales, int row, float[] x, int first, float[] own) {
    IntVector levels = levels();
    int groupFloats = scales().groupBytes();
    int second = row + scales().secondOffset();
    MappedMemory.touch(data, codes);
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      long o = codes + (long) STEP_BYTES * g;
      int i = first + 32 * g;
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector b0 = FloatVector.zero(FLOATS);
      FloatVector b1 = FloatVector.zero(FLOATS);
      IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      a0 =
          u.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 0]), a0);
      a1 =
          u.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 1]), a1);
      a0 =
          u.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 2]), a0);
      a1 =
          u.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 3]), a1);
      a0 =
          u.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 4]), a0);
      a1 =
          u.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 5]), a1);
      a0 =
          u.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 6]), a0);
      a1 =
          u.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 7]), a1);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      a0 =
          v.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 8]), a0);
      a1 =
          v.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 9]), a1);
      a0 =
          v.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 10]), a0);
      a1 =
          v.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 11]), a1);
      a0 =
          v.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 12]), a0);
      a1 =
          v.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 13]), a1);
      a0 =
          v.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 14]), a0);
      a1 =
          v.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 15]), a1);
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      b0 =
          w.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 16]), b0);
      b1 =
          w.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 17]), b1);
      b0 =
          w.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 18]), b0);
      b1 =
          w.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 19]), b1);
      b0 =
          w.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 20]), b0);
      b1 =
          w.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 21]), b1);
      b0 =
          w.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 22]), b0);
      b1 =
          w.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 23]), b1);
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      b0 =
          z.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 24]), b0);
      b1 =
          z.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 25]), b1);
      b0 =
          z.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 26]), b0);
      b1 =
          z.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 27]), b1);
      b0 =
          z.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 28]), b0);
      b1 =
          z.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 29]), b1);
      b0 =
          z.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 30]), b0);
      b1 =
          z.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 31]), b1);
      int at = groupFloats * g;
      sum =
          a0.add(a1)
              .fma(
                  FloatVector.fromArray(FLOATS, scales, at + row),
                  b0.add(b1).fma(FloatVector.fromArray(FLOATS, scales, at + second), sum));
    }
    sum.intoArray(own, row);
  }

  @Override
  void expand(MemorySegment data, long o, float[] scales, float[] weights, int index) {
    IntVector levels = levels();
    IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
    IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
    IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
    IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
    FloatVector s0 = FloatVector.fromArray(FLOATS, scales, 0);
    FloatVector s1 = FloatVector.fromArray(FLOATS, scales, 16);
    for (int j = 0; j < 8; j++) {
      u.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s0)
          .intoArray(weights, index + 32 * j);
      v.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s0)
          .intoArray(weights, index + 32 * j + 256);
      w.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s1)
          .intoArray(weights, index + 32 * j + 512);
      z.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s1)
          .intoArray(weights, index + 32 * j + 768);
    }
  }
}
