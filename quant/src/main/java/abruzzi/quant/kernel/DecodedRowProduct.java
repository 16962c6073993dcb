package abruzzi.quant.kernel;

/** Decodes rows into scratch and multiplies them there: for types without a fused kernel. */
record DecodedRowProduct(RowDecoder decoder) implements RowProduct {
  /** Activation rows whose sums and values stay near: more are computed in several passes. */
  private static final int TOKENS = 128;

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    for (int t = 0; t < tokens; t += TOKENS) {
      RowView from = new RowView(x.values(), x.index() + t * x.stride(), x.stride());
      RowView to = new RowView(y.values(), y.index() + t * y.stride(), y.stride());
      int count = Math.min(TOKENS, tokens - t);
      new BlockedRowProduct(decoder, w, from, count, to, scratch).rows(firstRow, rows);
    }
  }
}
