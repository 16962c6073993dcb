package abruzzi.quant.kernel;

/**
 * 64 rows and 128 columns of a tile as integers of 16 bits, for products with several activation
 * rows. Twice as many columns would not stay in the nearest cache.
 *
 * @param codes weights before scales, {@code [128, 64]}; of each 64 in the order of {@link
 *     TileOrder#shortPlace}
 * @param scales {@code [groups, 64]}, row after row
 * @param minimums {@code [groups, 64]}
 * @param factors of the scales, {@code [64]}
 * @param minimumFactors of the minimums, {@code [64]}
 */
record DecodedTile(
    short[] codes, float[] scales, float[] minimums, float[] factors, float[] minimumFactors) {
  /** Columns. */
  static final int COLUMNS = 128;

  /** Groups of columns at most. */
  static final int GROUPS = 8;

  /** Room for one. */
  static DecodedTile allocate() {
    int rows = Tiles.ROWS;
    return new DecodedTile(
        new short[COLUMNS * rows],
        new float[GROUPS * rows],
        new float[GROUPS * rows],
        new float[rows],
        new float[rows]);
  }
}
