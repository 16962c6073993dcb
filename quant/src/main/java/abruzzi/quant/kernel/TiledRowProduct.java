package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * Products with tiles: few activation rows by look-up tables, one row at a time; many by decoding
 * each tile once for all. Both give the same bits.
 */
record TiledRowProduct(TileKernel kernel) implements RowProduct {
  private static final int BLOCK = 256;

  /** Rows that are decoded together. */
  private static final int HALF = Tiles.ROWS / 2;

  /** From this many activation rows on, decoding a tile pays. */
  private static final int MANY = 8;

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
      batch(w, firstRow, rows, some, count, results, scratch);
    }
  }

  private void batch(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    PreparedRow prepared = scratch.tiles().prepared();
    boolean ready = tokens == 1 && prepared.is(kernel, x.values(), x.index(), columns);
    if (!ready) {
      prepared.clear();
      scratch.tiles().activations().quantize(x, tokens, columns);
      fillSums(tokens * columns, scratch);
    }
    int together = tokens < MANY ? 0 : tokens & -4;
    if (together > 0) {
      expand(w, firstRow, rows, together, y, scratch);
    }
    for (int t = together; t < tokens; t++) {
      if (!ready) {
        fillTables(t, columns, scratch);
      }
      look(w, firstRow, rows, t, y, scratch);
    }
    if (tokens == 1 && !ready) {
      prepared.set(kernel, x.values(), x.index(), columns);
    }
  }

  /** Sums of activations as floats, {@code [tokens, columns / sumColumns]}. */
  private void fillSums(int elements, KernelScratch scratch) {
    int count = elements / groupColumns();
    float[] sums = scratch.tiles().sums(count);
    if (kernel.sumColumns() == 0) {
      return; // room is enough: they are multiplied with minimums of zero
    }
    BlockActivations activations = scratch.tiles().activations();
    int[] from = kernel.sumColumns() == 16 ? activations.sums16() : activations.sums32();
    for (int i = 0; i < count; i++) {
      sums[i] = from[i];
    }
  }

  /** Columns that share a scale: those of a sum, or of a block where there are no sums. */
  private int groupColumns() {
    return kernel.sumColumns() == 0 ? BLOCK : kernel.sumColumns();
  }

  private void fillTables(int t, int columns, KernelScratch scratch) {
    int tableShorts = kernel.tables() * LookupTables.ENTRIES;
    short[] tables = scratch.tiles().tables(columns / BLOCK * tableShorts);
    short[] codes = scratch.tiles().activations().codes();
    for (int b = 0; b < columns / BLOCK; b++) {
      kernel.fillTables(codes, t * columns + b * BLOCK, tables, b * tableShorts);
    }
  }

  /** One activation row by look-up tables, which are made. */
  private void look(Matrix w, long firstRow, int rows, int t, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    int blocks = columns / BLOCK;
    short[] tables = scratch.tiles().tables(0);
    float[] sums = scratch.tiles().sums(0);
    TileInput input =
        new TileInput(
            tables,
            0,
            sums,
            t * (columns / groupColumns()),
            scratch.tiles().activations().scales(),
            t * blocks,
            scratch.tiles().block());
    float[] tile = scratch.tiles().tile();
    long end = firstRow + rows;
    for (long row = firstRow & -Tiles.ROWS; row < end; row += Tiles.ROWS) {
      Arrays.fill(tile, 0);
      scratch.tiles().sawAhead(kernel.one(w.data(), w.rowOffsetBytes(row), blocks, input, tile, 0));
      int from = (int) Math.max(0, firstRow - row);
      int to = (int) Math.min(Tiles.ROWS, end - row);
      int at = y.index() + t * y.stride() + (int) (row + from - firstRow);
      System.arraycopy(tile, from, y.values(), at, to - from);
    }
  }

  /** Many activation rows, a multiple of four. */
  private void expand(
      Matrix w, long firstRow, int rows, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    int blocks = columns / BLOCK;
    float[] sums = scratch.tiles().sums(0);
    int groupColumns = groupColumns();
    int groups = columns / groupColumns;
    float[] factors = scratch.tiles().activations().scales();
    float[] x = codes(scratch, tokens * columns);
    float[] results = scratch.tiles().results(tokens * HALF);
    ExpandedTile tile = scratch.tiles().expanded();
    long end = firstRow + rows;
    for (long row = firstRow & -HALF; row < end; row += HALF) {
      Arrays.fill(results, 0, tokens * HALF, 0);
      long offset = w.rowOffsetBytes(row & -Tiles.ROWS);
      int half = (int) (row / HALF) & 1;
      for (int b = 0; b < blocks; b++) {
        kernel.expand(w.data(), offset, blocks, b, half, tile);
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
              t * HALF,
              HALF);
        }
      }
      int from = (int) Math.max(0, firstRow - row);
      int to = (int) Math.min(HALF, end - row);
      for (int t = 0; t < tokens; t++) {
        int at = y.index() + t * y.stride() + (int) (row + from - firstRow);
        System.arraycopy(results, t * HALF + from, y.values(), at, to - from);
      }
    }
  }

  private static float[] codes(KernelScratch scratch, int elements) {
    short[] codes = scratch.tiles().activations().codes();
    float[] x = scratch.tiles().codes(elements);
    for (int i = 0; i < elements; i++) {
      x[i] = codes[i];
    }
    return x;
  }
}
