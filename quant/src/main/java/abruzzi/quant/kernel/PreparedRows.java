package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * The last activation rows that look-up tables or transposed codes were made for: parts of one
 * product, and the gate and up weights of all experts, take the same rows one after another.
 *
 * <p>Rows are compared element by element, which costs a tenth of preparing them.
 */
final class PreparedRows {
  private float[] rows = new float[0];
  private TileKernel kernel;
  private int columns;
  private int tokens;

  /** Whether what was made for this kernel and these rows is still there. */
  boolean are(TileKernel wanted, RowView x, int count, int width) {
    if (kernel != wanted || tokens != count || columns != width) {
      return false;
    }
    for (int t = 0; t < count; t++) {
      int from = x.index() + t * x.stride();
      if (!Arrays.equals(rows, t * width, (t + 1) * width, x.values(), from, from + width)) {
        return false;
      }
    }
    return true;
  }

  /** Remembers what was made. */
  void set(TileKernel made, RowView x, int count, int width) {
    if (rows.length < count * width) {
      rows = new float[count * width];
    }
    for (int t = 0; t < count; t++) {
      System.arraycopy(x.values(), x.index() + t * x.stride(), rows, t * width, width);
    }
    kernel = made;
    tokens = count;
    columns = width;
  }

  /** Forgets it: something else takes the place of what was made. */
  void clear() {
    kernel = null;
  }
}
