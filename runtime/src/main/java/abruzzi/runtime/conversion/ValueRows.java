package abruzzi.runtime.conversion;

/**
 * The value parts of the joint key and value weights: row {@code h * value + v} is row {@code h *
 * (nope + value) + nope + v} of the joint matrix.
 */
record ValueRows(WeightRows joint, int heads, int nope, int value) implements WeightRows {
  @Override
  public long rows() {
    return (long) heads * value;
  }

  @Override
  public int columns() {
    return joint.columns();
  }

  @Override
  public void decode(long row, float[] out) {
    joint.decode(row / value * (nope + value) + nope + row % value, out);
  }
}
