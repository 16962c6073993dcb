package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatDotTest {
  private static final long SEED = 7_0324;
  private static final int MOST = 5 * 32 + 3;

  private final float[] a = gaussian(MOST + 7, new Random(SEED));
  private final float[] b = gaussian(4 * (MOST + 5) + 7, new Random(SEED + 1));

  private static float[] gaussian(int elements, Random random) {
    float[] x = new float[elements];
    for (int i = 0; i < elements; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** Bound: {@code 2^-21 * sum of absolute terms}, eight roundings of the whole. */
  @Test
  void agreesWithDouble() {
    for (int elements = 0; elements <= MOST; elements++) {
      double sum = 0;
      double terms = 0;
      for (int i = 0; i < elements; i++) {
        double term = (double) a[7 + i] * b[3 + i];
        sum += term;
        terms += Math.abs(term);
      }
      float dot = FloatDot.dot(a, 7, b, 3, elements);
      assertTrue(Math.abs(dot - sum) <= 0x1p-21 * terms, elements + " elements, seed " + SEED);
    }
  }

  @Test
  void fourAtOnceHaveTheBitsOfOne() {
    int stride = MOST + 5;
    for (int elements = 0; elements <= MOST; elements++) {
      float[] out = new float[2 + 3 * 3 + 1];
      FloatDot.dot4(a, 7, b, 7, stride, elements, out, 2, 3);
      for (int i = 0; i < 4; i++) {
        float alone = FloatDot.dot(a, 7, b, 7 + i * stride, elements);
        assertEquals(Float.floatToRawIntBits(alone), Float.floatToRawIntBits(out[2 + 3 * i]));
      }
      assertEquals(0, out[0] + out[1] + out[3] + out[4]);
    }
  }

  @Test
  void tilesHaveTheBitsOfOne() {
    int lanes = VectorWidth.FLOATS.length();
    int stride = MOST + 5;
    int whole = MOST & -lanes;
    float[] w = gaussian(4 * stride + 7, new Random(SEED + 2));
    for (int tokens : new int[] {1, 2, 4}) {
      float[] sums = new float[3 + 4 * 5 * lanes];
      for (int block = 0; block < whole; block += 2 * lanes) {
        int count = Math.min(2 * lanes, whole - block);
        int x = 7 + block;
        switch (tokens) {
          case 1 -> RowTile.byOne(w, x, stride, b, x, count, sums, 3);
          case 2 -> RowTile.byTwo(w, x, stride, b, x, stride, count, sums, 3, 5 * lanes);
          default -> RowTile.byFour(w, x, stride, b, x, stride, count, sums, 3, 5 * lanes);
        }
      }
      for (int t = 0; t < tokens; t++) {
        for (int r = 0; r < 4; r++) {
          float alone = FloatDot.dot(w, 7 + r * stride, b, 7 + t * stride, whole);
          float sum = RowTile.fold(sums, 3 + (5 * t + r) * lanes);
          assertEquals(
              Float.floatToRawIntBits(alone),
              Float.floatToRawIntBits(sum),
              tokens + " tokens, " + t + ", row " + r + ", seed " + SEED);
        }
      }
    }
  }

  /** Powers of two add up without rounding, so a lane left out or taken twice shows. */
  @Test
  void everyLaneIsFoldedOnce() {
    int count = VectorWidth.FLOATS.length();
    float[] v = new float[count];
    float[] ones = new float[count];
    for (int i = 0; i < count; i++) {
      v[i] = 1 << i;
      ones[i] = 1;
    }
    assertEquals((1 << count) - 1, FloatDot.dot(v, 0, ones, 0, count));
  }
}
