package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Three ternary weights in a number of 5 bits: {@code (w0 + 1) + 3 * (w1 + 1) + 9 * (w2 + 1)}. */
final class TernaryDigits {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final IntVector[][] VALUES = {digits(1), digits(3), digits(9)};

  private TernaryDigits() {}

  /** The number for three digits 0 to 2. */
  static int pack(byte[] digits, int at) {
    return digits[at] + 3 * digits[at + 1] + 9 * digits[at + 2];
  }

  /**
   * Writes weights of 32 rows, times a scale each, as floats.
   *
   * @param offset where 32 shorts lie, with the numbers of rows {@code i} and {@code i + 16} side
   *     by side
   * @param shift lowest bit of the number in each short
   * @param count how many of the three weights
   * @param scales of the rows
   * @param out receives {@code [count, 32]} from {@code at}
   */
  static void expand(
      MemorySegment data, long offset, int shift, int count, float[] scales, float[] out, int at) {
    FloatVector even = FloatVector.fromArray(FLOATS, scales, 0);
    FloatVector odd = FloatVector.fromArray(FLOATS, scales, 16);
    IntVector pairs = IntVector.fromMemorySegment(INTS, data, offset, LITTLE_ENDIAN);
    IntVector a = pairs.lanewise(LSHR, shift).and(31);
    IntVector b = pairs.lanewise(LSHR, shift + 16).and(31);
    for (int i = 0; i < count; i++) {
      IntVector[] values = VALUES[i];
      int to = at + 32 * i;
      a.selectFrom(values[0], values[1]).reinterpretAsFloats().mul(even).intoArray(out, to);
      b.selectFrom(values[0], values[1]).reinterpretAsFloats().mul(odd).intoArray(out, to + 16);
    }
  }

  /** Weights that a digit stands for, 32 entries in two vectors. */
  private static IntVector[] digits(int weight) {
    float[] values = new float[32];
    for (int i = 0; i < 27; i++) {
      values[i] = i / weight % 3 - 1;
    }
    return new IntVector[] {
      FloatVector.fromArray(FLOATS, values, 0).reinterpretAsInts(),
      FloatVector.fromArray(FLOATS, values, 16).reinterpretAsInts()
    };
  }
}
