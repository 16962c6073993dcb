package abruzzi.quant.kernel;

import java.util.Arrays;

/** Products of tiles with a few activation rows, one after another. */
record RowByRowTileProduct(TileKernel kernel) implements TileProduct {
  private static final int BLOCK = 256;

  /** {@inheritDoc} They lie as {@link TileInput} says. */
  @Override
  public void prepare(int tokens, int columns, TileScratch scratch) {
    int blocks = tokens * (columns / BLOCK);
    short[] codes = scratch.activations().codes();
    if (kernel.tables() > 0) {
      int shorts = kernel.tables() * LookupTables.ENTRIES;
      short[] tables = scratch.tables(blocks * shorts);
      for (int b = 0; b < blocks; b++) {
        kernel.fillTables(codes, b * BLOCK, tables, b * shorts);
      }
    } else if (kernel.multipliers() > 0) {
      int[] multipliers = scratch.multipliers(blocks * kernel.multipliers());
      for (int b = 0; b < blocks; b++) {
        kernel.fillMultipliers(codes, b * BLOCK, multipliers, b * kernel.multipliers());
      }
    } else {
      float[] values = scratch.codes(tokens * columns);
      for (int i = 0; i < tokens * columns; i++) {
        values[i] = codes[i];
      }
    }
    if (kernel.sumColumns() == 0) {
      scratch.sums(blocks); // room is enough: they are multiplied with minimums of zero
      return;
    }
    int count = tokens * (columns / kernel.sumColumns());
    float[] sums = scratch.sums(count);
    int[] from = scratch.activations().sums(kernel.sumColumns());
    for (int i = 0; i < count; i++) {
      sums[i] = from[i];
    }
  }

  /** {@inheritDoc} One activation row after another for each block of a panel. */
  @Override
  public void rows(Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch) {
    int blocks = w.columns() / BLOCK;
    TileInput input =
        new TileInput(
            scratch.tables(0),
            scratch.multipliers(0),
            scratch.codes(0),
            scratch.sums(0),
            scratch.activations().sums(kernel.sumColumns()),
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
}
