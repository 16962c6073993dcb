package abruzzi.quant.quantize;

import abruzzi.quant.block.Codebook;

/**
 * Codebooks of magnitudes, with signs stored beside them for 8 weights at a time: all signs, or
 * seven of them where the number of minus signs is even.
 *
 * <p>Where the signs of the weights have odd parity, one of them must come out wrong. The second
 * list of a cell has the best rows for that, the wrong one being where it costs least. If there are
 * two cells to a sign mask, one of them takes the wrong sign.
 */
final class MagnitudeGrid extends GridGroups {
  private static final int SIGNED = 8;

  private final Codebook grid;
  private final boolean evenParity;
  private final float largestLevel;
  private final int[] signs = new int[ELEMENTS / SIGNED];
  private final boolean[] odd = new boolean[ELEMENTS / SIGNED];

  /** A grid whose sign masks may be any, or those of even parity. */
  MagnitudeGrid(Codebook grid, int groups, boolean evenParity) {
    super(grid, groups);
    this.grid = grid;
    this.evenParity = evenParity;
    int largest = 0;
    for (byte level : grid.toBytes()) {
      largest = Math.max(largest, level);
    }
    this.largestLevel = largest;
  }

  @Override
  void prepare(float[] values) {
    for (int mask = 0; mask < signs.length; mask++) {
      int negative = 0;
      for (int j = 0; j < SIGNED; j++) {
        int e = mask * SIGNED + j;
        float value = values[from + e];
        negative |= value < 0 ? 1 << j : 0;
        p[e] = w[e] * Math.abs(value);
      }
      signs[mask] = negative;
      odd[mask] = evenParity && Integer.bitCount(negative) % 2 == 1;
    }
  }

  @Override
  float typicalScale(float largest, float rootMeanSquare) {
    return 0.8f * largest / largestLevel;
  }

  @Override
  void collect(int group, float[] scales) {
    int cells = cellsPerGroup();
    for (int cell = group * cells; cell < (group + 1) * cells; cell++) {
      boolean wrong = odd[cell * width / SIGNED];
      if (!wrong || width < SIGNED) {
        costs.weigh(p, w, cell * width, false);
        candidates.collect(2 * cell, costs, scales);
      }
      if (wrong) {
        costs.weigh(p, w, cell * width, true);
        candidates.collect(2 * cell + 1, costs, scales);
      }
    }
  }

  @Override
  void chooseCells(int group, float scale) {
    int cells = cellsPerGroup();
    int step = SIGNED / width;
    for (int cell = group * cells; cell < (group + 1) * cells; cell += step) {
      int wrongCell = wrongCell(cell, scale);
      for (int c = cell; c < cell + step; c++) {
        add(candidates.best(2 * c + (c == wrongCell ? 1 : 0), scale));
      }
    }
  }

  /** Which of the cells of a sign mask takes the wrong sign, or -1. */
  private int wrongCell(int firstCell, float scale) {
    if (!odd[firstCell * width / SIGNED]) {
      return -1;
    }
    if (width == SIGNED) {
      return firstCell;
    }
    return extraCost(firstCell, scale) <= extraCost(firstCell + 1, scale)
        ? firstCell
        : firstCell + 1;
  }

  private float extraCost(int cell, float scale) {
    return candidates.cost(candidates.best(2 * cell + 1, scale), scale)
        - candidates.cost(candidates.best(2 * cell, scale), scale);
  }

  /**
   * Rows and signs of a group at a scale.
   *
   * @param indices rows, one for each cell of the block
   * @param masks signs, one for 8 weights of the block
   */
  void codes(int group, float scale, int[] indices, int[] masks) {
    int cells = cellsPerGroup();
    int step = SIGNED / width;
    for (int cell = group * cells; cell < (group + 1) * cells; cell += step) {
      int mask = cell * width / SIGNED;
      int wrongCell = wrongCell(cell, scale);
      masks[mask] = signs[mask];
      for (int c = cell; c < cell + step; c++) {
        indices[c] = candidates.row(candidates.best(2 * c + (c == wrongCell ? 1 : 0), scale));
        if (c == wrongCell) {
          masks[mask] ^= 1 << (c * width % SIGNED + leastProduct(c, indices[c]));
        }
      }
    }
  }

  private int leastProduct(int cell, int row) {
    int least = 0;
    for (int j = 1; j < width; j++) {
      if (p[cell * width + j] * grid.value(row, j)
          < p[cell * width + least] * grid.value(row, least)) {
        least = j;
      }
    }
    return least;
  }
}
