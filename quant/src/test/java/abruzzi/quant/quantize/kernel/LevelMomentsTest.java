package abruzzi.quant.quantize.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelMomentsTest {
  private static final long SEED = 5;
  private static final double RELATIVE = 1e-5;
  private static final int REPEATS = 30_000;

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 256})
  void sumsAreThoseOfTheFormula(int count) {
    Random random = new Random(SEED);
    int from = 16;
    float[] x = new float[from + count + 16];
    float[] w = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      w[i] = random.nextFloat();
    }
    LevelMoments moments = new LevelMoments();
    moments.symmetric(x, w, from, count, -2.3f, -4, 3);
    check(moments, x, w, from, count, -2.3f, 0, -4, 3);
    moments.shifted(x, w, from, count, 3.1f, 4.4f, 15);
    check(moments, x, w, from, count, 3.1f, 4.4f, 0, 15);
  }

  /** What is interpreted at first and compiled later gives the same bits. */
  @Test
  void sumsAreTheSameEachTime() {
    Random random = new Random(SEED);
    float[] x = new float[256];
    float[] w = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      w[i] = random.nextFloat();
    }
    LevelMoments moments = new LevelMoments();
    moments.shifted(x, w, 0, x.length, 3.1f, 4.4f, 15);
    float codes = moments.codes();
    float squares = moments.squares();
    float products = moments.products();
    for (int i = 0; i < REPEATS; i++) {
      moments.shifted(x, w, 0, x.length, 3.1f, 4.4f, 15);
      assertEquals(codes, moments.codes());
      assertEquals(squares, moments.squares());
      assertEquals(products, moments.products());
    }
  }

  private static void check(
      LevelMoments moments,
      float[] x,
      float[] w,
      int from,
      int count,
      float inverse,
      float offset,
      int lowest,
      int highest) {
    double codes = 0;
    double squares = 0;
    double products = 0;
    for (int i = from; i < from + count; i++) {
      double q = Math.clamp(Math.rint(x[i] * inverse + offset), lowest, highest);
      codes += w[i] * q;
      squares += w[i] * q * q;
      products += w[i] * x[i] * q;
    }
    assertEquals(squares, moments.squares(), RELATIVE * squares);
    assertEquals(products, moments.products(), RELATIVE * squares);
    if (lowest == 0) {
      assertEquals(codes, moments.codes(), RELATIVE * squares);
    }
  }
}
