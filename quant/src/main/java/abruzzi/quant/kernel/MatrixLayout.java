package abruzzi.quant.kernel;

/** How the weights of a matrix lie in memory. */
public enum MatrixLayout {
  /** Row after row, blocks as the type says: as in a file. */
  ROWS,

  /** In tiles of 64 rows with their codes interleaved, see {@link Tiles}. */
  TILES
}
