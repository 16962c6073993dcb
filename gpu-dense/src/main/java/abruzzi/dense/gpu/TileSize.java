package abruzzi.dense.gpu;

/** How many rows of activations a kernel multiplies with an expert at a time. */
enum TileSize {
  ONE("experts_1", 1),
  TWO("experts_2", 2),
  FOUR("experts_4", 4),
  TILED("experts_tiled", GpuKernels.TILE_TOKENS);

  private final String kernel;
  private final int rows;

  TileSize(String kernel, int rows) {
    this.kernel = kernel;
    this.rows = rows;
  }

  /** Name of the kernel. */
  String kernel() {
    return kernel;
  }

  /** The most rows of a tile. */
  int rows() {
    return rows;
  }

  /**
   * The size of an expert's next tile. Sums are taken in the order of {@code product_1} and {@code
   * product_4} where they would compute the expert by itself, and of {@code product_tiled} where
   * that would.
   *
   * @param all rows of the expert in the batch
   * @param left of these, rows that no tile has yet
   */
  static TileSize of(int all, int left) {
    if (all > GpuProducts.MOST_VECTOR_TOKENS) {
      return TILED;
    }
    return left > TWO.rows ? FOUR : left == TWO.rows ? TWO : ONE;
  }
}
