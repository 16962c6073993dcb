package abruzzi.quant.quantize;

import java.util.Arrays;

/**
 * What the squared error of each weight of a row counts.
 *
 * <p>An error of a weight changes the output by itself times the input of its column, so it counts
 * the mean square of that input, its importance. Large weights count more: those are rarer, and
 * trained to be so. The count is {@code importance * sqrt(2 variance + x²)}, the variance being
 * that of 256 weights, and {@code variance + x²} where nothing is known of the inputs.
 */
final class ElementWeights {
  private static final int SPAN = 256;

  /** Keeps all counts above zero where importances or weights are zero. */
  private static final float FLOOR = 1e-6f;

  private ElementWeights() {}

  /**
   * Computes the counts of a row.
   *
   * @param x the row
   * @param columns its length
   * @param importance one for each column, or none
   * @param out receives the counts
   */
  static void of(float[] x, int columns, float[] importance, float[] out) {
    for (int from = 0; from < columns; from += SPAN) {
      of(x, from, Math.min(from + SPAN, columns), importance, out);
    }
  }

  /** Computes the counts of some weights of a row, whose variance is their own. */
  static void of(float[] x, int from, int to, float[] importance, float[] out) {
    float squares = 0;
    for (int i = from; i < to; i++) {
      squares += x[i] * x[i];
    }
    float variance = squares / (to - from);
    if (variance == 0) {
      Arrays.fill(out, from, to, 1);
    } else if (importance.length == 0) {
      for (int i = from; i < to; i++) {
        out[i] = 1 + x[i] * x[i] / variance;
      }
    } else {
      for (int i = from; i < to; i++) {
        out[i] = importance[i] * (float) Math.sqrt(2 + x[i] * x[i] / variance);
      }
    }
    lift(out, from, to);
  }

  private static void lift(float[] counts, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, counts[i]);
    }
    float floor = largest > 0 ? FLOOR * largest : 1;
    for (int i = from; i < to; i++) {
      counts[i] = Math.max(counts[i], floor);
    }
  }
}
