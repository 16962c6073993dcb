package abruzzi.runtime.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.evaluation.WindowScores.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreSummaryTest {
  private static final WindowScores FIRST =
      new WindowScores(
          new double[] {1, 2},
          new double[] {1, 1},
          new double[] {0, 0.25},
          new Outcome[] {Outcome.KEPT, Outcome.LOST});
  private static final WindowScores SECOND =
      new WindowScores(
          new double[] {3, 4},
          new double[] {2, 4},
          new double[] {0.5, 1},
          new Outcome[] {Outcome.WON, Outcome.CHANGED});

  @Test
  void numbersAreThoseOfTheDefinitions() {
    ScoreSummary summary = new ScoreSummary(List.of(FIRST, SECOND));
    PerplexityResult result = summary.perplexity(WindowScores::negativeLogs);
    assertEquals(Math.exp(2.5), result.perplexity(), 1e-12);
    assertEquals(Math.sqrt(5.0 / 4 / 3) * Math.exp(2.5), result.standardError(), 1e-12);
    assertEquals(Math.exp(2.5 - 1.959964), result.interval().low(), 1e-12); // windows 1.5 and 3.5
    assertEquals(4, result.tokens());
    Divergence divergence = summary.divergence();
    assertEquals(1.75 / 4, divergence.meanKld(), 1e-12);
    assertEquals(0.375, divergence.medianKld(), 1e-12);
    assertEquals(1, divergence.maxKld());
    assertEquals(0.85, divergence.p90Kld(), 1e-12);
    assertEquals(51, divergence.kldPercentiles().length);
    assertEquals(25, divergence.sameTopPercent());
    assertEquals(3, divergence.flips());
    assertEquals(1, divergence.lost());
    assertEquals(1, divergence.won());
    assertEquals(Math.exp(0.5), divergence.perplexityRatio(), 1e-12);
    assertEquals(Math.exp(0.5), divergence.perplexityRatioInterval().high(), 1e-12);
    assertEquals(0, divergence.meanKldInterval().low(), "not below zero");
    assertTrue(divergence.sameTopInterval().high() <= 100);
  }

  @Test
  void scoresSurviveTheFile() {
    WindowScores read = WindowScores.read(ByteBuffer.wrap(SECOND.toBytes()));
    assertArrayEquals(SECOND.negativeLogs(), read.negativeLogs());
    assertArrayEquals(SECOND.baseNegativeLogs(), read.baseNegativeLogs());
    assertArrayEquals(SECOND.divergences(), read.divergences());
    assertArrayEquals(SECOND.outcomes(), read.outcomes());
  }

  @Test
  void outcomesOfTheMostLikelyToken() {
    assertEquals(Outcome.KEPT, Outcome.of(5, 5, 5));
    assertEquals(Outcome.KEPT, Outcome.of(5, 5, 6));
    assertEquals(Outcome.LOST, Outcome.of(5, 4, 5));
    assertEquals(Outcome.WON, Outcome.of(5, 4, 4));
    assertEquals(Outcome.CHANGED, Outcome.of(5, 4, 3));
  }
}
