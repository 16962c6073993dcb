package abruzzi.quant.quantize.kernel;

import abruzzi.quant.kernel.VectorWidth;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error of every row of a codebook for a few weights, and the best row for a scale.
 *
 * <p>The error of row {@code g} at scale {@code s}, less what does not depend on them, is {@code s²
 * a - 2 s b} with {@code a = sum w (g + shift)²} and {@code b = sum w x (g + shift)}. Where one
 * element must have the wrong sign, {@code b} loses twice its smallest term. All rows are looked
 * at, so the best one is found for every scale asked for.
 *
 * <p>Layout: the codebook by columns, {@code [width, rows]}, and its squares. Traffic: both once per
 * {@link #weigh}; they stay in the second-level cache.
 *
 * <p>Threading: one thread at a time.
 */
public final class GridCosts {
  private static final VectorSpecies<Float> SPECIES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(VectorWidth.BITS));
  private static final int LANES = SPECIES.length();

  private final int width;
  private final int rows;
  private final float[] columns;
  private final float[] squareColumns;
  private final float[] a;
  private final float[] b;
  private final float[] best = new float[LANES];
  private final float[] bestRow = new float[LANES];
  private final float[] rowNumbers;

  /**
   * Costs over a codebook.
   *
   * @param grid values, {@code [rows, width]}
   * @param width 4 or 8
   */
  public GridCosts(byte[] grid, int width) {
    this.width = width;
    this.rows = grid.length / width;
    this.columns = new float[grid.length];
    this.squareColumns = new float[grid.length];
    this.a = new float[rows];
    this.b = new float[rows];
    this.rowNumbers = new float[rows];
    for (int row = 0; row < rows; row++) {
      rowNumbers[row] = row;
      for (int j = 0; j < width; j++) {
        float value = grid[row * width + j];
        columns[j * rows + row] = value;
        squareColumns[j * rows + row] = value * value;
      }
    }
  }

  /** {@code a} of a row after the last call. */
  public float a(int row) {
    return a[row];
  }

  /** {@code b} of a row after the last call. */
  public float b(int row) {
    return b[row];
  }

  /**
   * Weighs all rows for {@code width} values.
   *
   * @param p {@code w x} of each value
   * @param w weight of each value
   * @param oneWrongSign whether one element, the one that costs least, has the wrong sign
   */
  public void weigh(float[] p, float[] w, int from, boolean oneWrongSign) {
    for (int row = 0; row < rows; row += LANES) {
      FloatVector squares = FloatVector.zero(SPECIES);
      FloatVector products = FloatVector.zero(SPECIES);
      FloatVector least = FloatVector.broadcast(SPECIES, Float.MAX_VALUE);
      for (int j = 0; j < width; j++) {
        FloatVector square = FloatVector.fromArray(SPECIES, squareColumns, j * rows + row);
        squares = square.fma(FloatVector.broadcast(SPECIES, w[from + j]), squares);
        FloatVector product =
            FloatVector.fromArray(SPECIES, columns, j * rows + row).mul(p[from + j]);
        products = products.add(product);
        least = least.min(product);
      }
      squares.intoArray(a, row);
      (oneWrongSign ? products.sub(least.mul(2)) : products).intoArray(b, row);
    }
  }

  /**
   * Weighs all rows, each element raised by a shift.
   *
   * @see #weigh(float[], float[], int, boolean)
   */
  public void weighShifted(float[] p, float[] w, int from, float shift) {
    float weights = 0;
    float values = 0;
    for (int j = 0; j < width; j++) {
      weights += w[from + j];
      values += p[from + j];
    }
    FloatVector raised = FloatVector.broadcast(SPECIES, shift * shift * weights);
    FloatVector moved = FloatVector.broadcast(SPECIES, shift * values);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector squares = raised;
      FloatVector products = moved;
      for (int j = 0; j < width; j++) {
        FloatVector value = FloatVector.fromArray(SPECIES, columns, j * rows + row);
        FloatVector square = FloatVector.fromArray(SPECIES, squareColumns, j * rows + row);
        FloatVector weight = FloatVector.broadcast(SPECIES, w[from + j]);
        squares = value.mul(2 * shift).add(square).fma(weight, squares);
        products = value.fma(FloatVector.broadcast(SPECIES, p[from + j]), products);
      }
      squares.intoArray(a, row);
      products.intoArray(b, row);
    }
  }

  /** The row of the least error at a scale. */
  public int bestRow(float scale) {
    FloatVector least = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    FloatVector leastRow = FloatVector.zero(SPECIES);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector product = FloatVector.fromArray(SPECIES, b, row).mul(-2);
      FloatVector cost = FloatVector.fromArray(SPECIES, a, row).mul(scale).add(product);
      VectorMask<Float> less = cost.compare(VectorOperators.LT, least);
      least = least.min(cost);
      leastRow = leastRow.blend(FloatVector.fromArray(SPECIES, rowNumbers, row), less);
    }
    least.intoArray(best, 0);
    leastRow.intoArray(bestRow, 0);
    int lane = 0;
    for (int i = 1; i < LANES; i++) {
      lane = best[i] < best[lane] ? i : lane;
    }
    return (int) bestRow[lane];
  }
}
