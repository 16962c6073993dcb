package abruzzi.quant.kernel;

/** Decodes rows into scratch and multiplies them there: for types without a fused kernel. */
record DecodedRowProduct(RowDecoder decoder) implements RowProduct {
  /** Activation rows whose sums and values stay near: more are computed in several passes. */
  private static final int TOKENS = 128;

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    for (int t = 0; t < tokens; t += TOKENS) {
      RowView from = x.fromRow(t);
      RowView to = y.fromRow(t);
      int count = Math.min(TOKENS, tokens - t);
      new BlockedRowProduct(decoder, w, from, count, to, scratch).rows(firstRow, rows);
    }
  }
}
