package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several heads together against one head after another, bit for bit. */
class AttentionRowsTest {
  private static final long SEED = 8_2612;
  private static final int MOST = 9;
  private static final int A = 5;
  private static final int Y = 2;

  private final Random random = new Random(SEED);

  private float[] gaussian(int elements) {
    float[] x = new float[elements];
    for (int i = 0; i < elements; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 48, 576})
  void dots(int elements) {
    int stride = elements + 3;
    float[] scratch = gaussian(AttentionRows.SCRATCH);
    for (int heads = 0; heads <= MOST; heads++) {
      for (int count = 0; count <= MOST; count++) {
        float[] a = gaussian(A + MOST * stride);
        float[] x = gaussian(MOST * stride);
        float[] out = gaussian(Y + MOST * MOST);
        float[] expected = out.clone();
        for (int h = 0; h < heads; h++) {
          FloatRows.dots(a, A + h * stride, x, stride, count, elements, expected, Y + h * MOST);
        }
        AttentionRows.dots(a, A, stride, heads, x, stride, count, elements, out, Y, MOST, scratch);
        assertArrayEquals(expected, out, heads + " heads, " + count + " rows");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 48, 512})
  void scaledRows(int elements) {
    int stride = elements + 3;
    for (int heads = 0; heads <= MOST; heads++) {
      for (int count = 0; count <= MOST; count++) {
        float[] a = gaussian(A + MOST * MOST);
        float[] x = gaussian(MOST * stride);
        float[] y = gaussian(Y + MOST * stride);
        float[] expected = y.clone();
        for (int h = 0; h < heads; h++) {
          int to = Y + h * stride;
          FloatRows.addScaledRows(a, A + h * MOST, x, stride, count, expected, to, elements);
        }
        AttentionRows.addScaledRows(a, A, MOST, heads, x, stride, count, y, Y, stride, elements);
        assertArrayEquals(expected, y, heads + " heads, " + count + " rows");
      }
    }
  }
}
