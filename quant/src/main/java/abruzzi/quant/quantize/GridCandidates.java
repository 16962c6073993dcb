package abruzzi.quant.quantize;

import abruzzi.quant.quantize.kernel.GridCosts;

/**
 * Rows of a codebook that are best at one scale or another, a short list for each cell of a block.
 * They are found by looking at all rows at a number of scales; later scales look at the list alone.
 */
final class GridCandidates {
  /** Number of scales that are looked at, a multiple of 4. */
  static final int SAMPLES = 8;

  private final int[] sampled = new int[SAMPLES];
  private final int[] counts;
  private final int[] rows;
  private final float[] squares;
  private final float[] products;

  /** Empty lists. */
  GridCandidates(int lists) {
    counts = new int[lists];
    rows = new int[lists * SAMPLES];
    squares = new float[lists * SAMPLES];
    products = new float[lists * SAMPLES];
  }

  /** Fills a list with the best rows at some scales, ascending. */
  void collect(int list, GridCosts costs, float[] scales) {
    int at = list * SAMPLES;
    int end = at;
    for (int first = 0; first < SAMPLES; first += 4) {
      costs.bestRows(scales, first, sampled);
    }
    for (int row : sampled) {
      if (end == at || rows[end - 1] != row) {
        rows[end] = row;
        squares[end] = costs.a(row);
        products[end] = costs.b(row);
        end++;
      }
    }
    counts[list] = end - at;
  }

  /** The place of the best row at a scale. */
  int best(int list, float scale) {
    int first = list * SAMPLES;
    int best = first;
    float least = Float.POSITIVE_INFINITY;
    for (int place = first; place < first + counts[list]; place++) {
      float cost = scale * squares[place] - 2 * products[place];
      if (cost < least) {
        least = cost;
        best = place;
      }
    }
    return best;
  }

  /** The error of the row at a place, less what does not depend on it. */
  float cost(int place, float scale) {
    return scale * (scale * squares[place] - 2 * products[place]);
  }

  int row(int place) {
    return rows[place];
  }

  float squares(int place) {
    return squares[place];
  }

  float products(int place) {
    return products[place];
  }
}
