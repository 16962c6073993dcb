package abruzzi.quant.quantize.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.Codebooks;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GridCostsTest {
  private static final long SEED = 3;
  private static final float RELATIVE = 1e-5f;

  static Stream<Codebook> grids() {
    return Stream.of(
        Codebooks.iq1s(),
        Codebooks.iq2xxs(),
        Codebooks.iq2xs(),
        Codebooks.iq2s(),
        Codebooks.iq3xxs(),
        Codebooks.iq3s());
  }

  @ParameterizedTest
  @MethodSource("grids")
  void sumsAreThoseOfTheFormula(Codebook grid) {
    Random random = new Random(SEED);
    float[] p = new float[8];
    float[] w = new float[8];
    for (int j = 0; j < 8; j++) {
      w[j] = random.nextFloat();
      p[j] = w[j] * random.nextFloat();
    }
    GridCosts costs = new GridCosts(grid.toBytes(), grid.width());
    for (float shift : new float[] {0, 0.125f, -0.125f}) {
      for (boolean wrong : new boolean[] {false, true}) {
        if (shift == 0) {
          costs.weigh(p, w, 0, wrong);
        } else {
          costs.sum(p, w, 0);
          costs.weighShifted(shift);
        }
        check(grid, costs, p, w, shift, wrong && shift == 0);
      }
    }
  }

  private static void check(
      Codebook grid, GridCosts costs, float[] p, float[] w, float shift, boolean wrong) {
    double scale = 0.03;
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < grid.entries(); row++) {
      double a = 0;
      double b = 0;
      double smallest = Double.POSITIVE_INFINITY;
      for (int j = 0; j < grid.width(); j++) {
        double level = grid.value(row, j) + shift;
        a += w[j] * level * level;
        b += p[j] * level;
        smallest = Math.min(smallest, p[j] * level);
      }
      b -= wrong ? 2 * smallest : 0;
      assertEquals(a, costs.a(row), RELATIVE * (1 + Math.abs(a)));
      assertEquals(b, costs.b(row), RELATIVE * (1 + Math.abs(b)));
      least = Math.min(least, scale * a - 2 * b);
    }
    int[] rows = new int[4];
    costs.bestRows(new float[] {1, 0.5f, (float) scale, 0.001f}, 0, rows);
    int best = rows[2];
    double found = scale * costs.a(best) - 2 * costs.b(best);
    assertEquals(least, found, RELATIVE * (1 + Math.abs(least)));
  }
}
