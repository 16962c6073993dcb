package abruzzi.quant.kernel;

/** A way to multiply tiles with some activation rows. All ways give the same bits. */
interface TileProduct {
  /** Prepares activations, which the scratch holds rounded. */
  void prepare(int tokens, int columns, TileScratch scratch);

  /** Multiplies rows of weights with what was prepared. */
  void rows(Matrix w, long firstRow, int rows, int tokens, RowView y, TileScratch scratch);
}
