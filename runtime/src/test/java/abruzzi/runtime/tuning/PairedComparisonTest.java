package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedComparisonTest {
  /** Which order statistics bound the median with 95 %, from tables of the sign test. */
  @ParameterizedTest
  @CsvSource({"6, 1, 6", "8, 1, 8", "9, 2, 8", "12, 3, 10", "15, 4, 12", "20, 6, 15"})
  void intervalsAreThoseOfTheSignTest(int pairs, double low, double high) {
    double[] before = DoubleStream.iterate(1, f -> f + 1).limit(pairs).toArray();
    double[] after = DoubleStream.generate(() -> 1).limit(pairs).toArray();
    PairedComparison comparison = PairedComparison.of(before, after);
    assertEquals(pairs, comparison.pairs());
    assertEquals((pairs + 1) / 2.0, comparison.median());
    assertEquals(low, comparison.low());
    assertEquals(high, comparison.high());
  }

  @Test
  void fewPairsSayNothing() {
    double[] slow = {2, 2, 2, 2, 2};
    double[] fast = {1, 1, 1, 1, 1};
    PairedComparison comparison = PairedComparison.of(slow, fast);
    assertEquals(2, comparison.median());
    assertFalse(comparison.better());
    assertFalse(PairedComparison.of(fast, slow).worse());
    assertThrows(
        IllegalArgumentException.class, () -> PairedComparison.of(new double[0], new double[0]));
    assertThrows(IllegalArgumentException.class, () -> PairedComparison.of(slow, new double[1]));
  }

  @Test
  void equalThingsAreSeldomCalledBetter() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int better = 0;
    int rounds = 4000;
    for (int i = 0; i < rounds; i++) {
      double[] before = new double[9];
      double[] after = new double[9];
      for (int pair = 0; pair < before.length; pair++) {
        before[pair] = noise(random);
        after[pair] = noise(random);
      }
      better += PairedComparison.of(before, after).better() ? 1 : 0;
    }
    // 10 of 512 coin sequences; six standard deviations above
    assertTrue(better < rounds * (10 / 512.0) + 53, better + " of " + rounds);
  }

  /** Mostly a few per cent, sometimes a pause of the whole machine. */
  private static double noise(Random random) {
    double pause = random.nextInt(10) == 0 ? 5 * random.nextDouble() : 0;
    return Math.exp(0.05 * random.nextGaussian()) + pause;
  }
}
