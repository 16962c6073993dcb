package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingRowProductTest {
  private static final int COLUMNS = 256;
  private static final int ROWS = 2000;
  private static final int CALLS = 50;

  private final Matrix w =
      new Matrix(
          MemorySegment.ofArray(new byte[4 * ROWS * COLUMNS]), 0, GgmlType.F32, ROWS, COLUMNS);
  private final Marks plain = new Marks(5);
  private final Marks vectors = new Marks(0);

  /** Adds a number that tells row and token to each result, after a while. */
  private static final class Marks implements RowProduct {
    private final int millis;
    private int results;

    Marks(int millis) {
      this.millis = millis;
    }

    static float of(long row, float token) {
      return row + ROWS * token;
    }

    @Override
    public void rows(
        Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch own) {
      for (int t = 0; t < tokens; t++) {
        for (int r = 0; r < rows; r++) {
          float token = x.values()[x.index() + t * x.stride()];
          y.values()[y.index() + t * y.stride() + r] += of(firstRow + r, token);
        }
      }
      results += rows * tokens;
      LockSupport.parkNanos(millis * 1_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 9, 300})
  void eachResultIsComputedOnceAndInTheEndByVectors(int tokens) {
    StartingRowProduct product = new StartingRowProduct(plain, vectors);
    check(product, tokens, 0, 1);
    assertEquals(0, vectors.results, "before plain loops have taken time");
    check(product, tokens, 1, 3);
    for (int call = 0; call < CALLS; call++) {
      check(product, tokens, call, ROWS - call);
    }
    int before = plain.results;
    check(product, tokens, 0, ROWS);
    assertEquals(before, plain.results);
  }

  private void check(RowProduct product, int tokens, int firstRow, int rows) {
    float[] x = new float[2 + tokens];
    for (int t = 0; t < tokens; t++) {
      x[2 + t] = t;
    }
    float[] y = new float[1 + tokens * (rows + 1)];
    product.rows(
        w, firstRow, rows, new RowView(x, 2, 1), tokens, new RowView(y, 1, rows + 1), null);
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        assertEquals(Marks.of(firstRow + r, t), y[1 + t * (rows + 1) + r], "row " + r);
      }
    }
  }

  @Test
  void trialsTakeAPartOfTheTime() {
    VectorTrials trials = new VectorTrials();
    assertFalse(trials.mayTry());
    trials.ended(0, 0, 100, 1000);
    assertTrue(trials.mayTry());
    trials.ended(1, 600, 100, 1000);
    assertFalse(trials.mayTry());
    trials.ended(0, 0, 100, 1000);
    assertTrue(trials.mayTry());
  }

  @Test
  void trialsTakeHalfOfTheTimeLater() {
    VectorTrials trials = new VectorTrials();
    trials.ended(1, 800_000_000, 100, 1_000_000_000);
    assertTrue(trials.mayTry());
    trials.ended(1, 200_000_000, 100, 0);
    assertFalse(trials.mayTry());
  }

  @Test
  void shortTrialsGrowAndLongOnesShrink() {
    VectorTrials trials = new VectorTrials();
    int least = trials.size();
    trials.ended(4, 1000, 8, 80);
    assertEquals(2 * least, trials.size());
    trials.ended(4, 500_000, 8, 80);
    assertEquals(2 * least, trials.size());
    trials.ended(4, 2_000_000, 8, 80);
    assertEquals(least, trials.size());
    trials.ended(4, 2_000_000, 8, 80);
    assertEquals(least, trials.size());
  }

  @Test
  void threeFasterTrialsInARowAreWanted() {
    VectorTrials trials = new VectorTrials();
    trials.ended(4, 30, 8, 80);
    trials.ended(4, 30, 8, 80);
    trials.ended(4, 50, 8, 80);
    trials.ended(4, 30, 8, 80);
    trials.ended(0, 0, 8, 80);
    trials.ended(4, 30, 8, 80);
    assertFalse(trials.won());
    trials.ended(4, 30, 8, 80);
    assertTrue(trials.won());
  }
}
