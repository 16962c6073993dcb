package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * The last activation row that look-up tables were made for: parts of one product, and the gate and
 * up weights of all experts, take the same row one after another.
 *
 * <p>Rows are compared element by element, which costs a tenth of making the tables.
 */
final class PreparedRow {
  private float[] row = new float[0];
  private TileKernel kernel;
  private int columns;

  /** Whether tables and sums of this kernel and row are still there. */
  boolean is(TileKernel wanted, float[] x, int index, int count) {
    return kernel == wanted
        && columns == count
        && Arrays.equals(row, 0, count, x, index, index + count);
  }

  /** Remembers what was made. */
  void set(TileKernel made, float[] x, int index, int count) {
    if (row.length < count) {
      row = new float[count];
    }
    System.arraycopy(x, index, row, 0, count);
    kernel = made;
    columns = count;
  }

  /** Forgets it: something else takes the place of tables or sums. */
  void clear() {
    kernel = null;
  }
}
