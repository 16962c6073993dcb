package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * Products with tiles: few activation rows by look-up tables, one row at a time; many by decoding
 * each tile once for all. Both give the same bits.
 */
record TiledRowProduct(TileKernel kernel) implements RowProduct {
  private static final int BLOCK = 256;

  /** From this many activation rows on, decoding a tile pays. */
  private static final int MANY = 8;

  /**
   * Activation rows decoded tiles are used for at a time, so that their codes stay in the cache.
   */
  private static final int MOST = 64;

  @Override
  public boolean roundsActivations() {
    return true;
  }

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    for (int t = 0; t < tokens; t += MOST) {
      int count = Math.min(MOST, tokens - t);
      RowView some = new RowView(x.values(), x.index() + t * x.stride(), x.stride());
      RowView results = new RowView(y.values(), y.index() + t * y.stride(), y.stride());
      batch(w, firstRow, rows, some, count, results, scratch);
    }
  }

  private void batch(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    BlockActivations activations = scratch.activations();
    activations.quantize(x, tokens, columns);
    float[] sums = sums(activations, tokens * columns, scratch);
    int together = tokens < MANY ? 0 : tokens & -4;
    if (together > 0) {
      expand(w, firstRow, rows, together, sums, y, scratch);
    }
    for (int t = together; t < tokens; t++) {
      look(w, firstRow, rows, t, sums, y, scratch);
    }
  }

  /** Sums of activations as floats, {@code [tokens, columns / sumColumns]}. */
  private float[] sums(BlockActivations activations, int elements, KernelScratch scratch) {
    int sumColumns = Math.max(1, kernel.sumColumns());
    int count = kernel.sumColumns() == 0 ? elements / BLOCK : elements / sumColumns;
    float[] sums = scratch.tiles().sums(count);
    if (kernel.sumColumns() > 0) {
      int[] from = sumColumns == 16 ? activations.sums16() : activations.sums32();
      for (int i = 0; i < count; i++) {
        sums[i] = from[i];
      }
    }
    return sums;
  }

  private int groups(int columns) {
    return kernel.sumColumns() == 0 ? columns / BLOCK : columns / kernel.sumColumns();
  }

  /** One activation row by look-up tables. */
  private void look(
      Matrix w, long firstRow, int rows, int t, float[] sums, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    int blocks = columns / BLOCK;
    int tableShorts = kernel.tables() * LookupTables.ENTRIES;
    short[] tables = scratch.tiles().tables(blocks * tableShorts);
    short[] codes = scratch.activations().codes();
    for (int b = 0; b < blocks; b++) {
      kernel.fillTables(codes, t * columns + b * BLOCK, tables, b * tableShorts);
    }
    TileInput input =
        new TileInput(
            tables, 0, sums, t * groups(columns), scratch.activations().scales(), t * blocks);
    float[] tile = scratch.tiles().tile();
    long codeBytes = (long) blocks * kernel.codeBytes();
    long end = firstRow + rows;
    for (long row = firstRow & -Tiles.ROWS; row < end; row += Tiles.ROWS) {
      long offset = w.rowOffsetBytes(row);
      Arrays.fill(tile, 0);
      scratch
          .tiles()
          .sawAhead(kernel.one(w.data(), offset, offset + codeBytes, blocks, input, tile, 0));
      int from = (int) Math.max(0, firstRow - row);
      int to = (int) Math.min(Tiles.ROWS, end - row);
      int at = y.index() + t * y.stride() + (int) (row + from - firstRow);
      System.arraycopy(tile, from, y.values(), at, to - from);
    }
  }

  /** Many activation rows, a multiple of four. */
  private void expand(
      Matrix w,
      long firstRow,
      int rows,
      int tokens,
      float[] sums,
      RowView y,
      KernelScratch scratch) {
    int columns = w.columns();
    int blocks = columns / BLOCK;
    int groups = groups(columns);
    int groupColumns = kernel.sumColumns() == 0 ? BLOCK : kernel.sumColumns();
    float[] factors = scratch.activations().scales();
    float[] x = codes(scratch, tokens * columns);
    float[] results = scratch.tiles().results(tokens * Tiles.ROWS);
    ExpandedTile tile = scratch.tiles().expanded();
    long end = firstRow + rows;
    for (long row = firstRow & -Tiles.ROWS; row < end; row += Tiles.ROWS) {
      Arrays.fill(results, 0, tokens * Tiles.ROWS, 0);
      long offset = w.rowOffsetBytes(row);
      long scales = offset + (long) blocks * kernel.codeBytes();
      for (int b = 0; b < blocks; b++) {
        kernel.expand(
            w.data(),
            offset + (long) b * kernel.codeBytes(),
            scales + (long) b * kernel.scaleBytes(),
            tile);
        for (int t = 0; t < tokens; t += 4) {
          TileBatch.four(
              tile,
              x,
              t * columns + b * BLOCK,
              columns,
              groupColumns,
              sums,
              t * groups + b * (BLOCK / groupColumns),
              groups,
              factors,
              t * blocks + b,
              blocks,
              results,
              t * Tiles.ROWS,
              Tiles.ROWS);
        }
      }
      int from = (int) Math.max(0, firstRow - row);
      int to = (int) Math.min(Tiles.ROWS, end - row);
      for (int t = 0; t < tokens; t++) {
        int at = y.index() + t * y.stride() + (int) (row + from - firstRow);
        System.arraycopy(results, t * Tiles.ROWS + from, y.values(), at, to - from);
      }
    }
  }

  private static float[] codes(KernelScratch scratch, int elements) {
    short[] codes = scratch.activations().codes();
    float[] x = scratch.tiles().codes(elements);
    for (int i = 0; i < elements; i++) {
      x[i] = codes[i];
    }
    return x;
  }
}
