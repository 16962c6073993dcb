package abruzzi.quant.kernel;

import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Look-up tables of two weights with eight levels each: 64 entries of 16 bit, two vectors.
 *
 * @param low levels of the first weight, for both vectors
 * @param high0 levels of the second weight, for the first vector
 * @param high1 the same for the second vector
 */
record LevelPairs(ShortVector low, ShortVector high0, ShortVector high1) {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;

  /**
   * Tables for levels.
   *
   * @param levels eight multiples of {@code unit} that do not exceed 43 times it, so that the sum
   *     of three pairs fits 16 bits
   */
  static LevelPairs of(float[] levels, float unit) {
    short[] lanes = new short[3 * LookupTables.ENTRIES];
    for (int i = 0; i < LookupTables.ENTRIES; i++) {
      lanes[i] = (short) (levels[i & 7] / unit);
      lanes[LookupTables.ENTRIES + i] = (short) (levels[i >> 3] / unit);
      lanes[2 * LookupTables.ENTRIES + i] = (short) (levels[4 + (i >> 3)] / unit);
    }
    return new LevelPairs(
        ShortVector.fromArray(SHORTS, lanes, 0),
        ShortVector.fromArray(SHORTS, lanes, LookupTables.ENTRIES),
        ShortVector.fromArray(SHORTS, lanes, 2 * LookupTables.ENTRIES));
  }

  /**
   * A table for each two of 256 activations: entry {@code i} is {@code level(i & 7) * x0 + level(i
   * >> 3) * x1}.
   *
   * @param tables receives 128 tables of 64 entries from {@code out}
   */
  void fill(short[] x, int from, short[] tables, int out) {
    for (int c = 0; c < 256; c += 2) {
      int to = out + c * LookupTables.ENTRIES;
      short second = x[from + c + 1];
      ShortVector first = low.mul(x[from + c]);
      first.add(high0.mul(second)).intoArray(tables, to);
      first.add(high1.mul(second)).intoArray(tables, to + LookupTables.ENTRIES);
    }
  }
}
