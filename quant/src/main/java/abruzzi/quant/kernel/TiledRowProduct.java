package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * Products with tiles: few activation rows by look-up tables, many by decoding each tile once for
 * all. Both give the same bits as long as sums of integers stay below 2^24, which all but invented
 * weights do.
 */
record TiledRowProduct(TileKernel kernel) implements RowProduct {
  private static final int BLOCK = 256;

  /** Rows that are decoded together. */
  private static final int HALF = TileBatch.ROWS;

  /**
   * Activation rows decoded tiles are used for at a time, so that their codes stay in the cache.
   */
  private static final int MOST = 64;

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    for (int t = 0; t < tokens; t += MOST) {
      int count = Math.min(MOST, tokens - t);
      RowView some = new RowView(x.values(), x.index() + t * x.stride(), x.stride());
      RowView results = new RowView(y.values(), y.index() + t * y.stride(), y.stride());
      batch(w, firstRow, rows, some, count, results, scratch.tiles());
    }
  }

  private void batch(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, TileScratch scratch) {
    boolean many = tokens >= kernel.manyRows();
    PreparedRows prepared = scratch.prepared();
    if (!prepared.are(kernel, x, tokens, w.columns())) {
      prepared.clear();
      scratch.activations().quantize(x, tokens, w.columns());
      if (many) {
        transpose(tokens, w.columns(), scratch);
      } else {
        fillTables(tokens, w.columns(), scratch);
      }
      prepared.set(kernel, x, tokens, w.columns());
    }
    if (many) {
      expand(w, firstRow, rows, tokens, y, scratch);
    } else {
      look(w, firstRow, rows, tokens, y, scratch);
    }
  }

  /** Columns that share a scale: those of a sum, or of a block where there are no sums. */
  private int groupColumns() {
    return kernel.sumColumns() == 0 ? BLOCK : kernel.sumColumns();
  }

  private int[] sums(BlockActivations activations) {
    return kernel.sumColumns() == 16 ? activations.sums16() : activations.sums32();
  }

  /** Tables {@code [tokens, blocks]}, sums of activations {@code [tokens, groups]}. */
  private void fillTables(int tokens, int columns, TileScratch scratch) {
    int tableShorts = kernel.tables() * LookupTables.ENTRIES;
    int blocks = tokens * (columns / BLOCK);
    short[] tables = scratch.tables(blocks * tableShorts);
    short[] codes = scratch.activations().codes();
    if (tableShorts == 0) {
      float[] values = scratch.codes(tokens * columns);
      for (int i = 0; i < tokens * columns; i++) {
        values[i] = codes[i];
      }
    } else {
      for (int b = 0; b < blocks; b++) {
        kernel.fillTables(codes, b * BLOCK, tables, b * tableShorts);
      }
    }
    int count = tokens * (columns / groupColumns());
    float[] sums = scratch.sums(count);
    if (kernel.sumColumns() == 0) {
      return; // room is enough: they are multiplied with minimums of zero
    }
    int[] from = sums(scratch.activations());
    for (int i = 0; i < count; i++) {
      sums[i] = from[i];
    }
  }

  /** A few activation rows by look-up tables, one after another for each block of a panel. */
  private void look(Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch) {
    int blocks = w.columns() / BLOCK;
    TileInput input =
        new TileInput(
            scratch.tables(0),
            scratch.codes(0),
            scratch.sums(0),
            scratch.activations().scales(),
            scratch.block(),
            scratch.scales(),
            scratch.groups());
    float[] results = scratch.results(tokens * Tiles.PANEL_ROWS);
    for (PanelRows part : PanelRows.of(w, firstRow, rows)) {
      Arrays.fill(results, 0, tokens * Tiles.PANEL_ROWS, 0);
      for (int b = 0; b < blocks; b++) {
        long offset = Tiles.blockOffset(w, part.firstTile(), b);
        for (int t = 0; t < tokens; t++) {
          int to = t * Tiles.PANEL_ROWS;
          kernel.add(w.data(), offset, part.tiles(), input, t * blocks + b, results, to);
        }
      }
      part.copy(results, tokens, y);
    }
  }

  /**
   * Codes as floats {@code [tokens / 8, columns, 8]}, sums {@code [tokens / 8, groups, 8]}; rows
   * that are missing in the last eight are zeros.
   */
  private void transpose(int tokens, int columns, TileScratch scratch) {
    int padded = (tokens + TileBatch.TOKENS - 1) & -TileBatch.TOKENS;
    short[] codes = scratch.activations().codes();
    float[] x = scratch.codes(padded * columns);
    int groups = columns / groupColumns();
    float[] sums = scratch.sums(padded * groups);
    int[] from = sums(scratch.activations());
    for (int t = 0; t < padded; t++) {
      int eight = t & -TileBatch.TOKENS;
      int lane = t % TileBatch.TOKENS;
      for (int c = 0; c < columns; c++) {
        x[eight * columns + c * TileBatch.TOKENS + lane] = t < tokens ? codes[t * columns + c] : 0;
      }
      for (int g = 0; g < groups; g++) {
        sums[eight * groups + g * TileBatch.TOKENS + lane] = t < tokens ? from[t * groups + g] : 0;
      }
    }
  }

  /** Many activation rows: tiles are decoded. */
  private void expand(
      Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch) {
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
    int blockGroups = BLOCK / groupColumns();
    float[] sums = scratch.blockSums();
    float[] minimums = scratch.blockMinimums();
    int columns = token * blocks * BLOCK + b * BLOCK * TileBatch.TOKENS;
    int step = scratch.step();
    add(tile.weights(), BLOCK, step, scratch.codes(0), columns, tokens, sums);
    if (kernel.hasMinimums()) {
      int groups = token * blocks * blockGroups + b * blockGroups * TileBatch.TOKENS;
      add(tile.minimums(), blockGroups, step, scratch.sums(0), groups, tokens, minimums);
    }
    float[] scales = scratch.activations().scales();
    for (int t = 0; t < tokens; t++) {
      float scale = scales[(token + t) * blocks + b];
      int at = (token + t) * Tiles.PANEL_ROWS + row;
      TileBatch.finish(tile, sums, minimums, t * HALF, scale, scratch.results(0), at);
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
