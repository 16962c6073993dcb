package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of 16 bits against sums of ints, with the largest codes and activations there are. */
class ShortProductsTest {
  private static final long SEED = 8_2611;
  private static final int STEP = Tiles.ROWS;

  static Stream<Arguments> cases() {
    return Stream.of(2, 4, 8)
        .flatMap(rows -> Stream.of(Arguments.of(rows, 16, 3, 0), Arguments.of(rows, 32, 15, 8)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsFit(int rows, int columns, int largest, int centre) {
    Random random = new Random(SEED);
    for (int extreme = 0; extreme < 4; extreme++) {
      short[] w = new short[STEP * columns];
      int[] x = new int[rows * columns];
      for (int i = 0; i < w.length; i++) {
        w[i] = (short) (extreme < 2 ? extreme * largest : random.nextInt(largest + 1));
      }
      for (int i = 0; i < x.length; i++) {
        x[i] = extreme == 3 ? random.nextInt(255) - 127 : 127;
      }
      int[] sums = multiply(rows, w, x, columns, centre);
      for (int t = 0; t < rows; t++) {
        for (int place = 0; place < STEP; place++) {
          int expected = 0;
          int lift = 0;
          for (int c = 0; c < columns; c++) {
            expected += w[STEP * c + place] * x[rows * c + t];
            lift += centre * x[rows * c + t];
          }
          int pair = sums[ShortProducts.SUMS * t + place / 2];
          short sum = (short) (place % 2 == 0 ? pair : pair >> 16);
          assertEquals(expected, sum + lift, "row " + t + ", weight row " + place);
        }
      }
    }
  }

  private static int[] multiply(int rows, short[] w, int[] x, int columns, int centre) {
    int[] values = new int[rows * (columns + 1)];
    for (int t = 0; t < rows; t++) {
      int lift = 0;
      for (int c = 0; c < columns; c++) {
        values[rows * (c + 1) + t] = (x[rows * c + t] & 0xFFFF) * 0x10001;
        lift += centre * x[rows * c + t];
      }
      values[t] = (-lift & 0xFFFF) * 0x10001;
    }
    int[] sums = new int[ShortProducts.TOKENS * ShortProducts.SUMS];
    switch (rows) {
      case 8 -> ShortProducts.eight(w, 0, w.length, STEP, values, 0, sums, 0);
      case 4 -> ShortProducts.four(w, 0, w.length, STEP, values, 0, sums, 0);
      default -> ShortProducts.two(w, 0, w.length, STEP, values, 0, sums, 0);
    }
    return sums;
  }
}
