package abruzzi.quant.kernel;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.ParitySigns;
import jdk.incubator.vector.IntVector;

/** Rows of codebooks and patterns of signs as codes of levels, side by side. */
final class LevelTables {
  private LevelTables() {}

  /**
   * Every row of {@code grid}; the code of a value is its place among {@code levels}.
   *
   * @param bits of a code
   */
  static int[] rows(Codebook grid, int bits, int... levels) {
    int[] rows = new int[grid.entries()];
    for (int entry = 0; entry < rows.length; entry++) {
      for (int j = 0; j < grid.width(); j++) {
        rows[entry] |= GridCodes.place(grid.value(entry, j), levels) << (bits * j);
      }
    }
    return rows;
  }

  /** For every mask of 8 signs: the highest bit set in the code of each negative weight. */
  static int[] signs(int bits) {
    int[] rows = new int[256];
    for (int mask = 0; mask < rows.length; mask++) {
      for (int j = 0; j < 8; j++) {
        rows[mask] |= ((mask >> j) & 1) << (bits * (j + 1) - 1);
      }
    }
    return rows;
  }

  /** As {@link #signs}, for every {@linkplain ParitySigns pattern} of 7 bits. */
  static int[] paritySigns(int bits) {
    int[] all = signs(bits);
    int[] rows = new int[128];
    for (int pattern = 0; pattern < rows.length; pattern++) {
      rows[pattern] = all[ParitySigns.mask(pattern)];
    }
    return rows;
  }

  /** Levels and their negatives, as codes with a sign in the highest bit select them. */
  static float[] signed(float unit, int... levels) {
    float[] all = new float[2 * levels.length];
    for (int i = 0; i < levels.length; i++) {
      all[i] = unit * levels[i];
      all[levels.length + i] = -unit * levels[i];
    }
    return all;
  }

  /** 16 lanes with the bits of levels, which repeat. */
  static IntVector lanes(float... levels) {
    int[] lanes = new int[IntVector.SPECIES_512.length()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Float.floatToRawIntBits(levels[i % levels.length]);
    }
    return IntVector.fromArray(IntVector.SPECIES_512, lanes, 0);
  }
}
