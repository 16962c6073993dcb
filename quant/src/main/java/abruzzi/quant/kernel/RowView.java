package abruzzi.quant.kernel;

/**
 * Rows of floats in an array, evenly spaced: row {@code t} starts at {@code index + t * stride}.
 *
 * @param values the array
 * @param index where row 0 starts
 * @param stride distance of rows, at least their length
 */
public record RowView(float[] values, int index, int stride) {
  /** Rows back to back from the start of an array. */
  public static RowView of(float[] values, int stride) {
    return new RowView(values, 0, stride);
  }

  /** The rows from this one on. */
  RowView fromRow(int row) {
    return new RowView(values, index + row * stride, stride);
  }

  /** The same rows from this column on. */
  RowView fromColumn(int column) {
    return new RowView(values, index + column, stride);
  }
}
