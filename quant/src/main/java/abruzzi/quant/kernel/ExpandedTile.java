package abruzzi.quant.kernel;

/**
 * 32 rows and 256 columns of a tile as floats, column after column.
 *
 * @param weights codes times scales, which are integers, {@code [256, 32]}
 * @param scales room for the scales of some columns, {@code [32]}
 * @param factors of the weights, {@code [32]}
 */
record ExpandedTile(float[] weights, float[] scales, float[] factors) {
  /** Room for one. */
  static ExpandedTile allocate() {
    return new ExpandedTile(new float[256 * 32], new float[32], new float[32]);
  }
}
