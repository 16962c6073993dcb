package abruzzi.quant.kernel;

/**
 * Products with tiles and activations rounded to 8 bits: few activation rows are multiplied one
 * after another, for many each tile is decoded once. The bits are the same.
 */
record TiledRowProduct(TileKernel kernel, TileProduct few, TileProduct many) implements RowProduct {
  /** Activation rows of one walk through the weights, so that their results stay in the cache. */
  private static final int MOST = 64;

  TiledRowProduct(TileKernel kernel) {
    this(
        kernel,
        new RowByRowTileProduct(kernel),
        kernel.decodes() ? new DecodedTileProduct(kernel) : new ExpandedTileProduct(kernel));
  }

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    for (int t = 0; t < tokens; t += MOST) {
      int count = Math.min(MOST, tokens - t);
      RowView some = x.fromRow(t);
      RowView results = y.fromRow(t);
      batch(w, firstRow, rows, some, count, results, scratch.tiles());
    }
  }

  private void batch(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, TileScratch scratch) {
    TileProduct product = tokens < kernel.manyRows() ? few : many;
    PreparedRows prepared = scratch.prepared();
    if (!prepared.are(kernel, x, tokens, w.columns())) {
      prepared.clear();
      scratch.activations().quantize(x, tokens, w.columns());
      product.prepare(tokens, w.columns(), scratch);
      prepared.set(kernel, x, tokens, w.columns());
    }
    product.rows(w, firstRow, rows, tokens, y, scratch);
  }
}
