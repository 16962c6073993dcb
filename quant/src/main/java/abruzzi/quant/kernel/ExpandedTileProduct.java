package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * Products of several activation rows with tiles that are decoded to floats once for all of them.
 * The bits are those of look-up tables as long as sums of integers stay below 2^24, which all but
 * invented weights do.
 */
record ExpandedTileProduct(TileKernel kernel) implements TileProduct {
  private static final int BLOCK = 256;

  /** Rows that are decoded together. */
  private static final int HALF = TileBatch.ROWS;

  /**
   * {@inheritDoc} Codes as floats {@code [tokens / 8, columns, 8]}; rows that are missing in the
   * last eight are zeros.
   */
  @Override
  public void prepare(int tokens, int columns, TileScratch scratch) {
    int padded = (tokens + TileBatch.TOKENS - 1) & -TileBatch.TOKENS;
    short[] codes = scratch.activations().codes();
    float[] x = scratch.codes(padded * columns);
    for (int t = 0; t < padded; t++) {
      int eight = t & -TileBatch.TOKENS;
      int lane = t % TileBatch.TOKENS;
      for (int c = 0; c < columns; c++) {
        x[eight * columns + c * TileBatch.TOKENS + lane] = t < tokens ? codes[t * columns + c] : 0;
      }
    }
  }

  @Override
  public void rows(Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch) {
    int blocks = w.columns() / BLOCK;
    float[] results = scratch.results(tokens * Tiles.PANEL_ROWS);
    ExpandedTile tile = scratch.expanded();
    for (PanelRows part : PanelRows.of(w, firstRow, rows)) {
      Arrays.fill(results, 0, tokens * Tiles.PANEL_ROWS, 0);
      for (int b = 0; b < blocks; b++) {
        long offset = Tiles.blockOffset(w, part.firstTile(), b);
        for (int half = 0; half < 2 * part.tiles(); half++) {
          kernel.expand(
              w.data(), offset + (half >> 1) * (long) kernel.blockBytes(), half & 1, tile);
          for (int t = 0; t < tokens; t += TileBatch.TOKENS) {
            int count = Math.min(TileBatch.TOKENS, tokens - t);
            block(tile, t, count, b, blocks, HALF * half, scratch);
          }
        }
      }
      part.copy(results, tokens, y);
    }
  }

  /** Adds the products of one block with up to eight activation rows to their results. */
  private void block(
      ExpandedTile tile, int token, int tokens, int b, int blocks, int row, TileScratch scratch) {
    float[] sums = scratch.blockSums();
    int columns = token * blocks * BLOCK + b * BLOCK * TileBatch.TOKENS;
    int step = scratch.step();
    add(tile.weights(), BLOCK, step, scratch.codes(0), columns, tokens, sums);
    float[] scales = scratch.activations().scales();
    for (int t = 0; t < tokens; t++) {
      float scale = scales[(token + t) * blocks + b];
      int at = (token + t) * Tiles.PANEL_ROWS + row;
      TileBatch.finish(tile, sums, t * HALF, scale, scratch.results(0), at);
    }
  }

  private static void add(
      float[] w, int columns, int step, float[] x, int xIndex, int tokens, float[] sums) {
    Arrays.fill(sums, 0);
    if (tokens > TileBatch.TOKENS / 2) {
      TileBatch.eight(w, columns, step, x, xIndex, sums);
    } else {
      TileBatch.four(w, columns, step, x, xIndex, sums);
    }
  }
}
