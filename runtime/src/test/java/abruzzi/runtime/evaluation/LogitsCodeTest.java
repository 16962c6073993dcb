package abruzzi.runtime.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogitsCodeTest {
  /** What the class promises. */
  private static final double BOUND = 1e-6;

  private static double divergence(float[] p, float[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double logP = p[i] - Softmax.logSumExp(p, 0, p.length);
      sum += Math.exp(logP) * (logP - q[i] + Softmax.logSumExp(q, 0, q.length));
    }
    return sum;
  }

  private static double coded(float[] p, float[] q) {
    char[] codes = LogitsCode.encode(p, 0, p.length);
    return LogitsCode.divergence(codes, q, 0, Softmax.logSumExp(q, 0, q.length));
  }

  @Test
  void divergenceOfWhatWasCodedIsThatOfTheLogits() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (double spread : new double[] {0.1, 1, 4, 12}) {
      for (double noise : new double[] {0, 1e-3, 0.03, 0.5}) {
        float[] p = new float[5000];
        float[] q = new float[p.length];
        for (int i = 0; i < p.length; i++) {
          p[i] = (float) (20 + spread * random.nextGaussian());
          q[i] = (float) (p[i] - 7 + noise * random.nextGaussian());
        }
        double exact = divergence(p, q);
        double bound = BOUND + 0x1p-12 * Math.sqrt(2 * Math.max(0, exact));
        assertEquals(exact, coded(p, q), bound, spread + ", " + noise);
      }
    }
  }

  @Test
  void certaintyAndTiesAreNoSpecialCases() {
    float[] certain = new float[300];
    certain[7] = 1000;
    assertEquals(0, coded(certain, certain), BOUND);
    float[] even = new float[300];
    assertEquals(0, coded(even, even), BOUND);
    assertEquals(divergence(even, certain), coded(even, certain), 1e-9 * 1000);
    assertTrue(coded(certain, even) > Math.log(300) - 1e-3);
  }
}
