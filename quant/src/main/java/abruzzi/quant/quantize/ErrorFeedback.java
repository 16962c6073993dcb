package abruzzi.quant.quantize;

import abruzzi.quant.imatrix.InputProducts;
import abruzzi.quant.kernel.FloatRows;
import java.lang.foreign.MemorySegment;

/**
 * Quantizes rows to ternary types so that the error of the output is small, not that of each weight
 * on its own: columns whose inputs go together can make up for each other's errors.
 *
 * <p>With {@code H = X^T X} of the inputs, the squared error of a row's output is {@code (w - q)^T
 * H (w - q)}. Columns are rounded one after another; the error of each is spread over those that
 * are still to come in the way that keeps this smallest if those were not rounded any more. What
 * column {@code j} does to {@code k > j} is {@code U[j][k] / U[j][j]}, where {@code H^-1 = U^T U}
 * and U is an upper triangle. The scale of a block is that of least weighted error of its weights
 * as they are when their turn comes.
 *
 * <p>Source of the method: Frantar et al., "GPTQ", arXiv:2210.17323.
 *
 * <p>Threading: immutable.
 */
final class ErrorFeedback {
  /** Added to the diagonal of H, as a part of its mean: inputs not seen are not impossible. */
  private static final double DAMPING = 0.02;

  /** Rows of activations that a plane must have seen at least, as a part of its columns. */
  private static final double LEAST_ROWS = 0.25;

  /** Pivots are not below this part of the damping, whatever rounding does. */
  private static final double LEAST_PIVOT = 0.01;

  private final float[] importance;

  /** For each column, what an error of 1 in it takes from those that follow. */
  private final float[][] shares;

  private ErrorFeedback(float[] importance, float[][] shares) {
    this.importance = importance;
    this.shares = shares;
  }

  /**
   * The feedback of a plane.
   *
   * @return null if it has seen too little, or only zeros
   */
  static ErrorFeedback of(InputProducts products, int plane) {
    int columns = products.columns();
    long count = products.count(plane);
    double trace = 0;
    for (int c = 0; c < columns; c++) {
      trace += products.sum(plane, c, c);
    }
    if (count < LEAST_ROWS * columns || !(trace > 0) || Double.isInfinite(trace)) {
      return null;
    }
    float[] importance = new float[columns];
    double[][] h = new double[columns][];
    double damping = DAMPING * trace / columns;
    for (int row = 0; row < columns; row++) {
      importance[row] = products.sum(plane, row, row) / count;
      h[row] = new double[columns];
      for (int c = row; c < columns; c++) {
        h[row][c] = products.sum(plane, row, c);
      }
      h[row][row] += damping;
    }
    factor(h, LEAST_PIVOT * damping);
    float[][] shares = new float[columns][];
    for (int row = 0; row < columns; row++) {
      shares[row] = shares(h, row);
    }
    return new ErrorFeedback(importance, shares);
  }

  /** Replaces the upper triangle of H by that of R with {@code H = R R^T}. */
  private static void factor(double[][] h, double leastPivot) {
    for (int c = h.length - 1; c >= 0; c--) {
      double[] own = h[c];
      own[c] = Math.sqrt(Math.max(own[c] - tail(own, own, c + 1), leastPivot));
      for (int row = 0; row < c; row++) {
        h[row][c] = (h[row][c] - tail(h[row], own, c + 1)) / own[c];
      }
    }
  }

  private static double tail(double[] a, double[] b, int from) {
    double sum = 0;
    for (int i = from; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** A row of {@code U = R^-1} from behind its diagonal on, divided by the diagonal. */
  private static float[] shares(double[][] r, int row) {
    int columns = r.length;
    float[] shares = new float[columns - row - 1];
    double[] rest = new double[columns];
    double u = 1;
    for (int c = row; c < columns; c++) {
      if (c > row) {
        u = -rest[c] / r[c][c];
        shares[c - row - 1] = (float) u;
      }
      for (int k = c + 1; k < columns; k++) {
        rest[k] += u * r[c][k];
      }
    }
    return shares;
  }

  /**
   * Quantizes one row.
   *
   * @param x the row; is overwritten
   * @param blocks of the type wanted
   * @param counts scratch, as long as the row
   * @param target receives the blocks
   * @param offsetBytes where they start
   */
  void quantize(
      float[] x, TernaryQuantizer blocks, float[] counts, MemorySegment target, long offsetBytes) {
    long at = offsetBytes;
    for (int from = 0; from < x.length; from += TernaryQuantizer.ELEMENTS) {
      ElementWeights.of(x, from, from + TernaryQuantizer.ELEMENTS, importance, counts);
      blocks.chooseScale(x, counts, from);
      for (int e = 0; e < TernaryQuantizer.ELEMENTS; e++) {
        int c = from + e;
        float error = x[c] - blocks.round(e, x[c]);
        FloatRows.addScaled(-error, shares[c], 0, x, c + 1, shares[c].length);
      }
      blocks.write(target, at);
      at += blocks.type().blockBytes();
    }
  }
}
