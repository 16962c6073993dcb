package abruzzi.quant.kernel;

/**
 * 32 rows and 256 columns of a tile as floats, column after column.
 *
 * <p>A weight is {@code factor * weight - minimumFactor * minimum}.
 *
 * @param weights codes times scales, which are integers, {@code [256, 32]}
 * @param scales room for the scales of some columns, {@code [32]}
 * @param minimums {@code [groups, 32]}, unused by types without
 * @param factors {@code [32]}
 * @param minimumFactors {@code [32]}
 */
record ExpandedTile(
    float[] weights, float[] scales, float[] minimums, float[] factors, float[] minimumFactors) {
  /** Room for one. */
  static ExpandedTile allocate() {
    return new ExpandedTile(
        new float[256 * 32], new float[32], new float[16 * 32], new float[32], new float[32]);
  }
}
