package abruzzi.quant.quantize.kernel;

import abruzzi.quant.kernel.VectorWidth;
import jdk.incubator.vector.FloatVector;
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
 * <p>Layout: the codebook by columns, {@code [width, rows]}, and its squares. Traffic: both once
 * per {@link #weigh}; they stay in the second-level cache.
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
  private final float[] rowNumbers;
  private final float[] squareSums;
  private final float[] levelSums;
  private final float[] productSums;
  private float weights;
  private float values;

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
    this.squareSums = new float[rows];
    this.levelSums = new float[rows];
    this.productSums = new float[rows];
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
   * Sums over all rows from which {@link #weighShifted} weighs them for any shift.
   *
   * @see #weigh(float[], float[], int, boolean)
   */
  public void sum(float[] p, float[] w, int from) {
    weights = 0;
    values = 0;
    for (int j = 0; j < width; j++) {
      weights += w[from + j];
      values += p[from + j];
    }
    for (int row = 0; row < rows; row += LANES) {
      FloatVector squares = FloatVector.zero(SPECIES);
      FloatVector levels = FloatVector.zero(SPECIES);
      FloatVector products = FloatVector.zero(SPECIES);
      for (int j = 0; j < width; j++) {
        FloatVector value = FloatVector.fromArray(SPECIES, columns, j * rows + row);
        FloatVector weighted = value.mul(w[from + j]);
        levels = levels.add(weighted);
        squares = weighted.fma(value, squares);
        products = value.fma(FloatVector.broadcast(SPECIES, p[from + j]), products);
      }
      squares.intoArray(squareSums, row);
      levels.intoArray(levelSums, row);
      products.intoArray(productSums, row);
    }
  }

  /** Weighs all rows of the last {@link #sum}, each element raised by a shift. */
  public void weighShifted(float shift) {
    for (int row = 0; row < rows; row += LANES) {
      FloatVector squares = FloatVector.fromArray(SPECIES, squareSums, row);
      FloatVector levels = FloatVector.fromArray(SPECIES, levelSums, row);
      FloatVector products = FloatVector.fromArray(SPECIES, productSums, row);
      squares.add(levels.mul(2 * shift)).add(shift * shift * weights).intoArray(a, row);
      products.add(shift * values).intoArray(b, row);
    }
  }

  /**
   * The rows of the least error at four scales.
   *
   * @param scales four of them from {@code first} on
   * @param out receives the rows at the same places
   */
  public void bestRows(float[] scales, int first, int[] out) {
    FloatVector least0 = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    FloatVector least1 = least0;
    FloatVector least2 = least0;
    FloatVector least3 = least0;
    FloatVector row0 = FloatVector.zero(SPECIES);
    FloatVector row1 = row0;
    FloatVector row2 = row0;
    FloatVector row3 = row0;
    FloatVector scale0 = FloatVector.broadcast(SPECIES, scales[first]);
    FloatVector scale1 = FloatVector.broadcast(SPECIES, scales[first + 1]);
    FloatVector scale2 = FloatVector.broadcast(SPECIES, scales[first + 2]);
    FloatVector scale3 = FloatVector.broadcast(SPECIES, scales[first + 3]);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector square = FloatVector.fromArray(SPECIES, a, row);
      FloatVector product = FloatVector.fromArray(SPECIES, b, row).mul(-2);
      FloatVector number = FloatVector.fromArray(SPECIES, rowNumbers, row);
      FloatVector cost0 = square.fma(scale0, product);
      FloatVector cost1 = square.fma(scale1, product);
      FloatVector cost2 = square.fma(scale2, product);
      FloatVector cost3 = square.fma(scale3, product);
      row0 = row0.blend(number, cost0.compare(VectorOperators.LT, least0));
      row1 = row1.blend(number, cost1.compare(VectorOperators.LT, least1));
      row2 = row2.blend(number, cost2.compare(VectorOperators.LT, least2));
      row3 = row3.blend(number, cost3.compare(VectorOperators.LT, least3));
      least0 = least0.min(cost0);
      least1 = least1.min(cost1);
      least2 = least2.min(cost2);
      least3 = least3.min(cost3);
    }
    out[first] = bestLane(least0, row0);
    out[first + 1] = bestLane(least1, row1);
    out[first + 2] = bestLane(least2, row2);
    out[first + 3] = bestLane(least3, row3);
  }

  /** The row of the lane with the least error. */
  private static int bestLane(FloatVector least, FloatVector row) {
    float best = least.reduceLanes(VectorOperators.MIN);
    return (int) row.lane(least.compare(VectorOperators.EQ, best).firstTrue() % LANES);
  }
}
