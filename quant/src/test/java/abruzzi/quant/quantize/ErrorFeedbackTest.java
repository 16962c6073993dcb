package abruzzi.quant.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.imatrix.InputProducts;
import abruzzi.quant.kernel.RowView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorFeedbackTest {
  private static final long SEED = 11;
  private static final int COLUMNS = 512;
  private static final int ROWS = 12;

  private final Random random = new Random(SEED);

  /** The loss is counted with the inputs themselves: that of the outputs, row of inputs by row. */
  @ParameterizedTest
  @EnumSource(names = {"TQ1_0", "TQ2_0"})
  void correlatedInputsLoseMuchLess(GgmlType type) {
    float[] x = correlated(600);
    InputProducts products = products(x);
    ErrorFeedback feedback = ErrorFeedback.of(products, 0);
    double plain = 0;
    double fedBack = 0;
    for (int row = 0; row < ROWS; row++) {
      float[] w = gaussian(COLUMNS);
      plain += loss(x, w, decoded(type, plainBlocks(type, w, importance(products))));
      fedBack += loss(x, w, decoded(type, feedbackBlocks(type, w, feedback)));
    }
    assertTrue(fedBack < 0.7 * plain, "seed " + SEED + ": " + fedBack + " of " + plain);
  }

  /** Each row has its only input in one column, so no two of them go together. */
  @Test
  void separateInputsGiveThePlainChoice() {
    float[] x = new float[COLUMNS * COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      x[c * COLUMNS + c] = 0.1f + random.nextFloat();
    }
    InputProducts products = products(x);
    float[] w = gaussian(COLUMNS);
    assertArrayEquals(
        plainBlocks(GgmlType.TQ1_0, w, importance(products)),
        feedbackBlocks(GgmlType.TQ1_0, w, ErrorFeedback.of(products, 0)),
        "seed " + SEED);
  }

  /** Fewer rows of inputs than columns, one column always zero, and a row of zero weights. */
  @Test
  void singularProductsAndZeroRowsAreTaken() {
    float[] x = gaussian(COLUMNS / 4 * COLUMNS);
    for (int c = 5; c < x.length; c += COLUMNS) {
      x[c] = 0;
      x[c + 1] = x[c + 2];
    }
    ErrorFeedback feedback = ErrorFeedback.of(products(x), 0);
    assertNotNull(feedback);
    for (float weight :
        decoded(GgmlType.TQ1_0, feedbackBlocks(GgmlType.TQ1_0, gaussian(COLUMNS), feedback))) {
      assertTrue(Float.isFinite(weight));
    }
    float[] zeros =
        decoded(GgmlType.TQ1_0, feedbackBlocks(GgmlType.TQ1_0, new float[COLUMNS], feedback));
    assertArrayEquals(new float[COLUMNS], zeros);
  }

  @Test
  void tooFewOrZeroInputsGiveNoFeedback() {
    assertNull(ErrorFeedback.of(products(gaussian((COLUMNS / 4 - 1) * COLUMNS)), 0));
    assertNull(ErrorFeedback.of(products(new float[COLUMNS * COLUMNS]), 0));
    assertNull(ErrorFeedback.of(new InputProducts(1, COLUMNS), 0));
  }

  /** Sums do not depend on the order in which parts of a window come. */
  @Test
  void productsAreThoseOfTheRows() {
    float[] x = gaussian(6 * COLUMNS);
    InputProducts turned = new InputProducts(2, COLUMNS);
    turned.add(1, new RowView(x, 4 * COLUMNS, COLUMNS), 2);
    turned.add(1, new RowView(x, 0, COLUMNS), 4);
    turned.endWindow();
    InputProducts straight = products(x);
    assertEquals(6, turned.count(1));
    assertEquals(0, turned.count(0));
    for (int c = 0; c < COLUMNS; c++) {
      double sum = 0;
      for (int at = 0; at < x.length; at += COLUMNS) {
        sum += (double) x[at + 3] * x[at + c];
      }
      int row = Math.min(3, c);
      int column = Math.max(3, c);
      assertEquals(sum, turned.sum(1, row, column), 1e-4, "seed " + SEED + ", column " + c);
      assertEquals(straight.sum(0, row, column), turned.sum(1, row, column));
    }
  }

  private static byte[] plainBlocks(GgmlType type, float[] w, float[] importance) {
    byte[] blocks = new byte[(int) type.rowBytes(COLUMNS)];
    new RowQuantizer(type, RowQuantizer.Method.SEARCH, COLUMNS)
        .quantize(w, importance, MemorySegment.ofArray(blocks), 0);
    return blocks;
  }

  private static byte[] feedbackBlocks(GgmlType type, float[] w, ErrorFeedback feedback) {
    byte[] blocks = new byte[(int) type.rowBytes(COLUMNS)];
    new RowQuantizer(type, RowQuantizer.Method.SEARCH, COLUMNS)
        .quantize(w.clone(), feedback, MemorySegment.ofArray(blocks), 0);
    return blocks;
  }

  private static float[] decoded(GgmlType type, byte[] blocks) {
    float[] out = new float[COLUMNS];
    for (int b = 0; b < COLUMNS / 256; b++) {
      BlockFormats.of(type)
          .orElseThrow()
          .decodeBlock(MemorySegment.ofArray(blocks), (long) b * type.blockBytes(), out, 256 * b);
    }
    return out;
  }

  private static double loss(float[] x, float[] w, float[] q) {
    double loss = 0;
    for (int at = 0; at < x.length; at += COLUMNS) {
      double error = 0;
      for (int c = 0; c < COLUMNS; c++) {
        error += (double) x[at + c] * (w[c] - q[c]);
      }
      loss += error * error;
    }
    return loss;
  }

  private static InputProducts products(float[] x) {
    InputProducts products = new InputProducts(1, COLUMNS);
    products.add(0, RowView.of(x, COLUMNS), x.length / COLUMNS);
    products.endWindow();
    return products;
  }

  private static float[] importance(InputProducts products) {
    float[] importance = new float[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
      importance[c] = products.sum(0, c, c) / products.count(0);
    }
    return importance;
  }

  /** Rows that are mixtures of 64 directions and a little noise. */
  private float[] correlated(int rows) {
    float[][] directions = new float[64][];
    Arrays.setAll(directions, i -> gaussian(COLUMNS));
    float[] x = new float[rows * COLUMNS];
    for (int r = 0; r < rows; r++) {
      for (float[] direction : directions) {
        float factor = (float) random.nextGaussian();
        for (int c = 0; c < COLUMNS; c++) {
          x[r * COLUMNS + c] += factor * direction[c];
        }
      }
      for (int c = 0; c < COLUMNS; c++) {
        x[r * COLUMNS + c] += (float) random.nextGaussian();
      }
    }
    return x;
  }

  private float[] gaussian(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
