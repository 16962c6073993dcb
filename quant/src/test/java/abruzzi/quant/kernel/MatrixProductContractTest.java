package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products of every type against the scalar codec's weights multiplied in double.
 *
 * <p>Bound: {@code 2^-21 * sum of absolute terms}. A sum of {@code n} floats in any order errs by
 * at most {@code (depth of the tree) * 2^-24 * sum of absolute terms}; the terms are rounded once
 * and errors of one sign do not add up, so eight such units cover rows far longer than these.
 */
class MatrixProductContractTest {
  private static final long SEED = 7_0323;
  private static final float UNTOUCHED = -12345.5f;
  private static final double BOUND = 0x1p-21;
  private static final int ROWS = 7;
  private static final int FIRST_ROW = 2;
  private static final int X_INDEX = 3;
  private static final int Y_INDEX = 5;
  private static final int[] TOKENS = {1, 2, 3, 4, 5, 7, 8, 9};

  private final MatrixProduct product = new MatrixProduct(Kernels.select());
  private final KernelScratch scratch = new KernelScratch();

  static Stream<GgmlType> types() {
    return RandomBlocks.types();
  }

  /** Row lengths on both sides of the lane widths, or a few blocks. */
  private static int[] lengths(GgmlType type) {
    int block = type.blockElements();
    return block == 1
        ? new int[] {1, 3, 4, 5, 15, 16, 17, 31, 33, 100}
        : new int[] {block, 3 * block};
  }

  private static Matrix randomMatrix(GgmlType type, int columns, Random random) {
    int shift = 1 + random.nextInt(8);
    byte[] blocks = RandomBlocks.tame(type, ROWS * columns / type.blockElements(), random);
    byte[] memory = new byte[shift + blocks.length];
    System.arraycopy(blocks, 0, memory, shift, blocks.length);
    return new Matrix(MemorySegment.ofArray(memory), shift, type, ROWS, columns);
  }

  private static float[] gaussian(int elements, Random random) {
    float[] x = new float[elements];
    for (int i = 0; i < elements; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("types")
  void agreesWithDoubleForEveryBatch(GgmlType type) {
    Random random = new Random(SEED);
    double worst = 0;
    for (int columns : lengths(type)) {
      Matrix w = randomMatrix(type, columns, random);
      int xStride = columns + 3;
      float[] x = gaussian(X_INDEX + 9 * xStride, random);
      int[][] expectedBits = null;
      for (int tokens : TOKENS) {
        float[] y = rows(w, x, X_INDEX, xStride, tokens);
        worst = Math.max(worst, worstError(w, x, xStride, tokens, y));
        int[][] bits = bits(y, tokens);
        if (expectedBits == null) {
          expectedBits = alone(w, x, xStride);
        }
        for (int t = 0; t < tokens; t++) {
          assertTrue(
              Arrays.equals(expectedBits[t], bits[t]),
              type + ": token " + t + " of " + tokens + " differs from itself alone");
        }
      }
    }
    System.out.printf(
        "%s: largest error %.2g of the sum of absolute terms, %d bit%n",
        type, worst, VectorWidth.BITS);
    assertTrue(worst <= BOUND, type + ": " + worst + ", seed " + SEED);
  }

  /** Rows {@code FIRST_ROW} to the last but one; checks that nothing else is written. */
  private float[] rows(Matrix w, float[] x, int xIndex, int xStride, int tokens) {
    int count = ROWS - FIRST_ROW - 1;
    int yStride = count + 4;
    float[] y = new float[Y_INDEX + tokens * yStride];
    Arrays.fill(y, UNTOUCHED);
    product.rows(
        w,
        FIRST_ROW,
        count,
        new RowView(x, xIndex, xStride),
        tokens,
        new RowView(y, Y_INDEX, yStride),
        scratch);
    float[] dense = new float[tokens * count];
    for (int i = 0; i < y.length; i++) {
      int t = (i - Y_INDEX) / yStride;
      int r = (i - Y_INDEX) % yStride;
      if (i >= Y_INDEX && r < count) {
        dense[t * count + r] = y[i];
      } else {
        assertEquals(UNTOUCHED, y[i], "element " + i);
      }
    }
    return dense;
  }

  /** Bits of nine tokens, each computed by itself, one row at a time. */
  private int[][] alone(Matrix w, float[] x, int xStride) {
    int count = ROWS - FIRST_ROW - 1;
    int[][] bits = new int[9][count];
    for (int t = 0; t < 9; t++) {
      for (int r = 0; r < count; r++) {
        float[] y = new float[1];
        product.rows(
            w,
            FIRST_ROW + r,
            1,
            new RowView(x, X_INDEX + t * xStride, xStride),
            1,
            RowView.of(y, 1),
            scratch);
        bits[t][r] = Float.floatToRawIntBits(y[0]);
      }
    }
    return bits;
  }

  private static int[][] bits(float[] y, int tokens) {
    int[][] bits = new int[tokens][y.length / tokens];
    for (int i = 0; i < y.length; i++) {
      bits[i / bits[0].length][i % bits[0].length] = Float.floatToRawIntBits(y[i]);
    }
    return bits;
  }

  private static double worstError(Matrix w, float[] x, int xStride, int tokens, float[] y) {
    int count = y.length / tokens;
    double worst = 0;
    for (int r = 0; r < count; r++) {
      float[] row =
          RandomBlocks.decode(w.type(), w.data(), w.rowOffsetBytes(FIRST_ROW + r), w.columns());
      float[] minima = minima(w, FIRST_ROW + r);
      for (int t = 0; t < tokens; t++) {
        double sum = 0;
        double terms = Double.MIN_NORMAL;
        for (int c = 0; c < row.length; c++) {
          double value = x[X_INDEX + t * xStride + c];
          sum += row[c] * value;
          terms += (Math.abs(row[c] - minima[c]) + Math.abs(minima[c])) * Math.abs(value);
        }
        worst = Math.max(worst, Math.abs(y[t * count + r] - sum) / terms);
      }
    }
    return worst;
  }

  /** What a weight of code 0 is: for Q4_K a term by itself, as its product sums minima apart. */
  private static float[] minima(Matrix w, int row) {
    if (w.type() != GgmlType.Q4_K) {
      return new float[w.columns()];
    }
    byte[] blocks = new byte[(int) w.rowBytes()];
    MemorySegment copy = MemorySegment.ofArray(blocks);
    MemorySegment.copy(w.data(), w.rowOffsetBytes(row), copy, 0, blocks.length);
    for (int b = 0; b < blocks.length; b += w.type().blockBytes()) {
      Arrays.fill(blocks, b + 16, b + 144, (byte) 0);
    }
    return RandomBlocks.decode(w.type(), copy, 0, w.columns());
  }

  /**
   * Rows of several blocks of columns, several groups of rows and several passes of tokens: every
   * result has the bits of a call for it alone.
   */
  @ParameterizedTest
  @MethodSource("types")
  void bitsDependNeitherOnRowsNorOnTokens(GgmlType type) {
    sameBitsAsAlone(type, 21, 2 * 2048 + 512 + (type.blockElements() == 1 ? 7 : 256));
  }

  /** The same of short rows, many of which are computed together. */
  @ParameterizedTest
  @MethodSource("types")
  void bitsOfShortRowsDependNeitherOnRowsNorOnTokens(GgmlType type) {
    sameBitsAsAlone(type, 150, type.blockElements() == 1 ? 37 : type.blockElements());
  }

  private void sameBitsAsAlone(GgmlType type, int rows, int columns) {
    Random random = new Random(SEED + 2);
    byte[] blocks = RandomBlocks.tame(type, rows * (columns / type.blockElements()), random);
    Matrix w = new Matrix(MemorySegment.ofArray(blocks), 0, type, rows, columns);
    int most = 131;
    float[] x = gaussian(most * columns, random);
    float[] expected = new float[most * rows];
    for (int t = 0; t < most; t++) {
      for (int r = 0; r < rows; r++) {
        RowView y = new RowView(expected, t * rows + r, rows);
        product.rows(w, r, 1, new RowView(x, t * columns, columns), 1, y, scratch);
      }
    }
    for (int tokens : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 64, most}) {
      int first = most - tokens;
      int count = tokens > 9 ? rows : rows - tokens;
      float[] y = new float[tokens * rows];
      RowView from = new RowView(x, first * columns, columns);
      product.rows(w, rows - count, count, from, tokens, RowView.of(y, rows), scratch);
      for (int t = 0; t < tokens; t++) {
        int at = (first + t) * rows + rows - count;
        float[] alone = Arrays.copyOfRange(expected, at, at + count);
        float[] together = Arrays.copyOfRange(y, t * rows, t * rows + count);
        assertTrue(
            Arrays.equals(alone, together),
            type + ": token " + t + " of " + tokens + ", " + count + " rows, seed " + SEED);
      }
    }
  }

  /** Each element is a chain of fused multiply-adds over the rows, in order. */
  @ParameterizedTest
  @MethodSource("types")
  void transposedProductAddsRowByRow(GgmlType type) {
    Random random = new Random(SEED + 1);
    for (int columns : lengths(type)) {
      Matrix w = randomMatrix(type, columns, random);
      int tokens = 3;
      int aStride = ROWS + 2;
      int yStride = columns + 1;
      float[] a = gaussian(1 + tokens * aStride, random);
      float[] y = gaussian(2 + tokens * yStride, random);
      float[] expected = y.clone();
      for (int r = 0; r < ROWS; r++) {
        float[] row = RandomBlocks.decode(type, w.data(), w.rowOffsetBytes(r), columns);
        for (int t = 0; t < tokens; t++) {
          for (int c = 0; c < columns; c++) {
            int i = 2 + t * yStride + c;
            expected[i] = Math.fma(row[c], a[1 + t * aStride + r], expected[i]);
          }
        }
      }
      product.addTransposed(
          w, new RowView(a, 1, aStride), tokens, new RowView(y, 2, yStride), scratch);
      assertTrue(Arrays.equals(expected, y), type + ", columns " + columns + ", seed " + SEED);
    }
  }
}
