package abruzzi.quant.kernel;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.ParitySigns;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of a codebook as 4-bit codes, arranged so that one broadcast and one shift put the codes of
 * 16 weights into the lanes.
 *
 * <p>The grids hold few different magnitudes, so a weight is a code of two or three bits and one
 * bit for its sign. Sixteen codes make a long: the even weights in its low half, the odd ones in
 * its high half. Shifted right by {@code 4 i}, it has weight {@code 2 i} in the lowest bits of its
 * low half and weight {@code 2 i + 1} in those of its high half: the int lanes {@code 2 i} and
 * {@code 2 i + 1} of a vector of longs that were shifted by {@link #SHIFTS}.
 *
 * <pre>{@code
 * bit    0   4   8   12  16 ...  28 | 32  36  40 ...  60
 * weight 0   2   4   6   8  ...  14 | 1   3   5  ...  15
 * }</pre>
 *
 * <p>A second row of 8 is added shifted left by 16, a row of 4 by 8, 16 or 24.
 */
final class GridCodes {
  /** Longs of the process's width. */
  static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, VectorShape.forBitSize(VectorWidth.BITS));

  /** Lane {@code i} holds {@code 4 i}. */
  static final LongVector SHIFTS = LongVector.zero(LONGS).addIndex(4);

  /** Int lane {@code i} holds {@code 31 - i}: shifted so, bit {@code i} becomes the lane's sign. */
  static final IntVector TO_SIGN =
      IntVector.broadcast(VectorWidth.INTS, 31).sub(IntVector.zero(VectorWidth.INTS).addIndex(1));

  private GridCodes() {}

  /** Every row of {@code grid}; the code of a value is its place among {@code levels}. */
  static long[] rows(Codebook grid, int... levels) {
    long[] rows = new long[grid.entries()];
    for (int entry = 0; entry < rows.length; entry++) {
      for (int j = 0; j < grid.width(); j++) {
        rows[entry] |= at(j, place(grid.value(entry, j), levels));
      }
    }
    return rows;
  }

  /** For every mask of 8 signs: bit {@code bit} set in the code of each negative weight. */
  static long[] signs(int bit) {
    long[] rows = new long[256];
    for (int mask = 0; mask < rows.length; mask++) {
      for (int j = 0; j < 8; j++) {
        rows[mask] |= at(j, ((mask >> j) & 1) << bit);
      }
    }
    return rows;
  }

  /** As {@link #signs}, for every {@linkplain ParitySigns pattern} of 7 bits. */
  static long[] paritySigns(int bit) {
    long[] all = signs(bit);
    long[] rows = new long[128];
    for (int pattern = 0; pattern < rows.length; pattern++) {
      rows[pattern] = all[ParitySigns.mask(pattern)];
    }
    return rows;
  }

  private static long at(int weight, int code) {
    return (long) code << (4 * (weight / 2) + 32 * (weight % 2));
  }

  /** The place of a codebook's value among the levels. */
  static int place(int value, int... levels) {
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] == value) {
        return i;
      }
    }
    throw new IllegalStateException("codebook value " + value + ", expected one of the levels");
  }
}
