package abruzzi.quant.kernel;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.ParitySigns;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How products with codebooks of 8 weights lay out a vector: long lane {@code i} holds 8 weights of
 * sub-block {@code i} (of {@code S}), a row of the codebook that a gather fetched.
 *
 * <p>The gather takes one row number for each lane, from memory, so four of them fetch the 32
 * weights of {@code S} sub-blocks. It costs less than loading, signing and storing rows one by one
 * with scalar instructions (which gave 7 instead of 14 G weights/s for IQ1_S).
 *
 * <p>Sums over a sub-block stay in its lane, where its scale is applied. A row's bytes are
 * {@linkplain #woven woven}, so that masks and shifts within shorts give its first four weights as
 * one vector of shorts and its last four as another. Activations are {@linkplain #arrange arranged}
 * to match, for each {@code 32 S} columns:
 *
 * <pre>
 * [quarter row k: 0..7][sub-block i: 0 .. S - 1][4]   holds column  32 i + 4 k + 0..3
 * </pre>
 */
final class GridLanes {
  /** Sub-blocks of 32 in a vector. */
  static final int SUBS = VectorWidth.BITS / 64;

  /** One int for each long lane. */
  static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(VectorWidth.BITS / 2));

  /** One float for each long lane. */
  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(VectorWidth.BITS / 2));

  /** One short for each long lane; at 128 bit no such species exists (see {@link Kernels}). */
  static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, VectorWidth.BITS / 4)));

  private GridLanes() {}

  /** Woven rows of a codebook 8 wide, {@code bias} added to every value. */
  static long[] rows(Codebook book, int bias) {
    long[] rows = new long[book.entries()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 8; j++) {
        rows[i] |= woven(j, book.value(i, j) + bias);
      }
    }
    return rows;
  }

  /** For every mask of 8 signs a woven row: all bits of the bytes of negative weights. */
  static long[] signs() {
    long[] rows = new long[256];
    for (int mask = 0; mask < rows.length; mask++) {
      for (int j = 0; j < 8; j++) {
        rows[mask] |= woven(j, -(mask >> j & 1));
      }
    }
    return rows;
  }

  /** As {@link #signs}, for every {@linkplain ParitySigns pattern} of 7 bits. */
  static long[] paritySigns() {
    long[] all = signs();
    long[] rows = new long[128];
    for (int pattern = 0; pattern < rows.length; pattern++) {
      rows[pattern] = all[ParitySigns.mask(pattern)];
    }
    return rows;
  }

  private static long woven(int weight, int value) {
    return (value & 255L) << (16 * (weight % 4) + 8 * (weight / 4));
  }

  /** Arranges {@code elements} codes, whole blocks of 256. */
  static void arrange(short[] codes, short[] out, int elements) {
    int at = 0;
    for (int c = 0; c < elements; c += 32 * SUBS) {
      for (int q = 0; q < 32; q += 4) {
        for (int s = 0; s < SUBS; s++) {
          ShortVector.fromArray(ShortVector.SPECIES_64, codes, c + q + 32 * s).intoArray(out, at);
          at += 4;
        }
      }
    }
  }
}
