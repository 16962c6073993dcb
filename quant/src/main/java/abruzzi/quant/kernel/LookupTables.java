package abruzzi.quant.kernel;

import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tables of partial sums of 8-bit activations, indexed by a few packed weight codes.
 *
 * <p>A table has 32 entries of 16 bit, one vector of 512 bit, so that one permute looks up a code
 * for each of 32 weight rows. Sums are exact: the largest entry is 3 * 2 * 127.
 */
final class LookupTables {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;

  /** Entries of a table. */
  static final int ENTRIES = 32;

  /** Tables of three ternary weights for 256 activations; the last one is not used. */
  static final int TRIPLES = 87;

  /** Tables of three ternary weights for 32 activations; the last one is not used. */
  static final int GROUP_TRIPLES = 12;

  private static final ShortVector LOW = digits(1, 4, 0);
  private static final ShortVector HIGH = digits(4, 4, 0);
  private static final ShortVector ONES = digits(1, 3, 1);
  private static final ShortVector THREES = digits(3, 3, 1);
  private static final ShortVector NINES = digits(9, 3, 1);

  private LookupTables() {}

  private static ShortVector digits(int weight, int base, int less) {
    short[] values = new short[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      values[i] = (short) (i / weight % base - less);
    }
    return ShortVector.fromArray(SHORTS, values, 0);
  }

  /**
   * A table for each two of 256 activations: entry {@code i} is {@code (i & 3) * x0 + ((i >> 2) &
   * 3) * x1}. Bit 4 of the index does not matter.
   *
   * @param x 256 activations from {@code from}
   * @param tables receives 128 tables from {@code out}
   */
  static void pairs(short[] x, int from, short[] tables, int out) {
    for (int c = 0; c < 256; c += 2) {
      LOW.mul(x[from + c])
          .add(HIGH.mul(x[from + c + 1]))
          .intoArray(tables, out + c * (ENTRIES / 2));
    }
  }

  /**
   * A table for each three of 256 activations: entry {@code i} is {@code (i % 3 - 1) * x0 + (i / 3
   * % 3 - 1) * x1 + (i / 9 - 1) * x2} for {@code i < 27}. The 86th has one activation, the 87th
   * none.
   *
   * @param tables receives {@link #TRIPLES} tables from {@code out}
   */
  static void triples(short[] x, int from, short[] tables, int out) {
    for (int i = 0; i < 85; i++) {
      int c = from + 3 * i;
      ONES.mul(x[c])
          .add(THREES.mul(x[c + 1]))
          .add(NINES.mul(x[c + 2]))
          .intoArray(tables, out + i * ENTRIES);
    }
    ONES.mul(x[from + 255]).intoArray(tables, out + 85 * ENTRIES);
    ShortVector.zero(SHORTS).intoArray(tables, out + 86 * ENTRIES);
  }

  /**
   * As {@link #triples}, but for each 32 of 256 activations tables of their own: the eleventh has
   * two activations, the twelfth none.
   *
   * @param tables receives 8 times {@link #GROUP_TRIPLES} tables from {@code out}
   */
  static void groupTriples(short[] x, int from, short[] tables, int out) {
    for (int g = 0; g < 8; g++) {
      int c = from + 32 * g;
      int to = out + g * GROUP_TRIPLES * ENTRIES;
      for (int i = 0; i < 10; i++) {
        ONES.mul(x[c + 3 * i])
            .add(THREES.mul(x[c + 3 * i + 1]))
            .add(NINES.mul(x[c + 3 * i + 2]))
            .intoArray(tables, to + i * ENTRIES);
      }
      ONES.mul(x[c + 30]).add(THREES.mul(x[c + 31])).intoArray(tables, to + 10 * ENTRIES);
      ShortVector.zero(SHORTS).intoArray(tables, to + 11 * ENTRIES);
    }
  }
}
