package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Codes of three bits.
 *
 * <pre>
 * for each 16 rows, for each 32 columns:
 *     16 ints with columns 0 to 9 of a row, 16 with 10 to 19, 16 with 20 to 29, three bits each
 *     from the lowest up; their upper two bits are, from the first int on, the codes of columns
 *     30 and 31; 6144 bytes for a block
 * </pre>
 *
 * <p>Traffic: 0.414 bytes per weight with scales for 32 columns, 0.445 with scales for 16.
 */
final class TileThreeBits extends TileLevels {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  /** Codes of 32 columns and 16 rows. */
  static final int STEP_BYTES = 192;

  static final int CODE_BYTES = GROUPS * QUARTERS * STEP_BYTES;

  /**
   * @param levels weights of the codes before scales, 8 of them
   * @param scales how many columns share a scale
   */
  TileThreeBits(float[] levels, TileScales scales) {
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
          u.lanewise(LSHR, 3)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 1]), a1);
      a0 =
          u.lanewise(LSHR, 6)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 2]), a0);
      a1 =
          u.lanewise(LSHR, 9)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 3]), a1);
      a0 =
          u.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 4]), a0);
      a1 =
          u.lanewise(LSHR, 15)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 5]), a1);
      a0 =
          u.lanewise(LSHR, 18)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 6]), a0);
      a1 =
          u.lanewise(LSHR, 21)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 7]), a1);
      a0 =
          u.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 8]), a0);
      a1 =
          u.lanewise(LSHR, 27)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 9]), a1);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      a0 =
          v.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 10]), a0);
      a1 =
          v.lanewise(LSHR, 3)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 11]), a1);
      a0 =
          v.lanewise(LSHR, 6)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 12]), a0);
      a1 =
          v.lanewise(LSHR, 9)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 13]), a1);
      a0 =
          v.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 14]), a0);
      a1 =
          v.lanewise(LSHR, 15)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 15]), a1);
      b0 =
          v.lanewise(LSHR, 18)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 16]), b0);
      b1 =
          v.lanewise(LSHR, 21)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 17]), b1);
      b0 =
          v.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 18]), b0);
      b1 =
          v.lanewise(LSHR, 27)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 19]), b1);
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      b0 =
          w.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 20]), b0);
      b1 =
          w.lanewise(LSHR, 3)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 21]), b1);
      b0 =
          w.lanewise(LSHR, 6)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 22]), b0);
      b1 =
          w.lanewise(LSHR, 9)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 23]), b1);
      b0 =
          w.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 24]), b0);
      b1 =
          w.lanewise(LSHR, 15)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 25]), b1);
      b0 =
          w.lanewise(LSHR, 18)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 26]), b0);
      b1 =
          w.lanewise(LSHR, 21)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 27]), b1);
      b0 =
          w.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 28]), b0);
      b1 =
          w.lanewise(LSHR, 27)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 29]), b1);
      IntVector last =
          u.lanewise(LSHR, 30).or(v.lanewise(LSHR, 28).and(12)).or(w.lanewise(LSHR, 26).and(48));
      b0 =
          last.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 30]), b0);
      b1 =
          last.lanewise(LSHR, 3)
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
    for (int j = 0; j < 10; j++) {
      IntVector c0 = u.lanewise(LSHR, 3 * j);
      IntVector c1 = v.lanewise(LSHR, 3 * j);
      IntVector c2 = w.lanewise(LSHR, 3 * j);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, j < 6 ? 0 : 16);
      c0.selectFrom(levels)
          .reinterpretAsFloats()
          .mul(FloatVector.fromArray(FLOATS, scales, 0))
          .intoArray(weights, index + 32 * j);
      c1.selectFrom(levels).reinterpretAsFloats().mul(s1).intoArray(weights, index + 32 * j + 320);
      c2.selectFrom(levels)
          .reinterpretAsFloats()
          .mul(FloatVector.fromArray(FLOATS, scales, 16))
          .intoArray(weights, index + 32 * j + 640);
    }
    IntVector last =
        u.lanewise(LSHR, 30).or(v.lanewise(LSHR, 28).and(12)).or(w.lanewise(LSHR, 26).and(48));
    FloatVector s = FloatVector.fromArray(FLOATS, scales, 16);
    last.selectFrom(levels).reinterpretAsFloats().mul(s).intoArray(weights, index + 960);
    last.lanewise(LSHR, 3)
        .selectFrom(levels)
        .reinterpretAsFloats()
        .mul(s)
        .intoArray(weights, index + 992);
  }
}
