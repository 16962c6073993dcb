package abruzzi.experts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.SerialWorkers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ExpertEngineTest {
  private static final long SEED = 7_0329;
  private static final int EXPERTS = 6;
  private static final int USED = 3;
  private static final int HIDDEN = 96;
  private static final int INNER = 64;
  private static final int TOKENS = 11;

  /** Three chained products of up to 96 terms, each within 1e-6 of its absolute terms. */
  private static final double BOUND = 1e-6;

  private final Random random = new Random(SEED);
  private final float[] x = new float[TOKENS * HIDDEN];
  private final int[] picks = new int[TOKENS * USED];
  private final float[] weights = new float[TOKENS * USED];
  private RandomMatrix gate;
  private RandomMatrix up;
  private RandomMatrix down;

  private ExpertWeights layer(GgmlType gateType, GgmlType upType, GgmlType downType) {
    gate = RandomMatrix.of(gateType, EXPERTS * INNER, HIDDEN, random);
    up = RandomMatrix.of(upType, EXPERTS * INNER, HIDDEN, random);
    down = RandomMatrix.of(downType, EXPERTS * HIDDEN, INNER, random);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int t = 0; t < TOKENS; t++) {
      int first = random.nextInt(EXPERTS);
      for (int k = 0; k < USED; k++) {
        picks[t * USED + k] = (first + 5 * k) % EXPERTS; // three different ones
        weights[t * USED + k] = random.nextFloat();
      }
    }
    return new ExpertWeights(gate.matrix(), up.matrix(), down.matrix(), EXPERTS);
  }

  private static ExpertEngine serial() {
    return new ExpertEngine(new SerialWorkers(), new MatrixProduct(Kernels.select()));
  }

  private float[] compute(ExpertEngine engine, ExpertWeights layer, int from, int tokens) {
    float[] out = new float[tokens * HIDDEN];
    engine.compute(
        layer,
        Arrays.copyOfRange(x, from * HIDDEN, (from + tokens) * HIDDEN),
        tokens,
        USED,
        Arrays.copyOfRange(picks, from * USED, (from + tokens) * USED),
        Arrays.copyOfRange(weights, from * USED, (from + tokens) * USED),
        out);
    return out;
  }

  private void assertAgreesWithFormula(float[] out) {
    NaiveExperts naive = new NaiveExperts(gate, up, down, HIDDEN, INNER);
    double worst = 0;
    for (int t = 0; t < TOKENS; t++) {
      double[] row = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        row[i] = x[t * HIDDEN + i];
      }
      double[] expected = naive.compute(row, picks, weights, t * USED, USED);
      double error = 0;
      double norm = 0;
      for (int i = 0; i < HIDDEN; i++) {
        double difference = out[t * HIDDEN + i] - expected[i];
        error += difference * difference;
        norm += expected[i] * expected[i];
      }
      worst = Math.max(worst, Math.sqrt(error / norm));
    }
    System.out.printf("experts: largest relative L2 error %.2g%n", worst);
    assertTrue(worst <= BOUND, "relative L2 " + worst + ", seed " + SEED);
  }

  @ParameterizedTest
  @CsvSource({"F32, F32, F32", "F16, BF16, F32", "Q8_0, Q4_0, F16", "Q4_0, Q4_0, Q8_0"})
  void agreesWithTheFormula(GgmlType gateType, GgmlType upType, GgmlType downType) {
    ExpertWeights layer = layer(gateType, upType, downType);
    assertAgreesWithFormula(compute(serial(), layer, 0, TOKENS));
  }

  @Test
  void gateAndUpInOneTensorGiveTheSameBits() {
    ExpertWeights apart = layer(GgmlType.Q8_0, GgmlType.Q8_0, GgmlType.F16);
    long plane = gate.matrix().rowBytes() * INNER;
    MemorySegment fused = MemorySegment.ofArray(new byte[(int) (2 * plane * EXPERTS)]);
    for (int e = 0; e < EXPERTS; e++) {
      MemorySegment.copy(gate.matrix().data(), e * plane, fused, 2L * e * plane, plane);
      MemorySegment.copy(up.matrix().data(), e * plane, fused, (2L * e + 1) * plane, plane);
    }
    Matrix both = new Matrix(fused, 0, GgmlType.Q8_0, 2L * EXPERTS * INNER, HIDDEN);
    ExpertWeights together = new ExpertWeights(both, null, down.matrix(), EXPERTS);
    float[] expected = compute(serial(), apart, 0, TOKENS);
    assertArrayEquals(expected, compute(serial(), together, 0, TOKENS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void workersAndBatchesDoNotChangeABit(int workers) {
    ExpertWeights layer = layer(GgmlType.Q4_0, GgmlType.Q8_0, GgmlType.F16);
    float[] expected = compute(serial(), layer, 0, TOKENS);
    try (WorkerPool pool = new WorkerPool(workers)) {
      ExpertEngine engine = new ExpertEngine(pool, new MatrixProduct(Kernels.select()));
      for (int batch = 1; batch <= TOKENS; batch++) {
        for (int from = 0; from < TOKENS; from += batch) {
          int tokens = Math.min(batch, TOKENS - from);
          float[] part = Arrays.copyOfRange(expected, from * HIDDEN, (from + tokens) * HIDDEN);
          assertArrayEquals(part, compute(engine, layer, from, tokens), "batch " + batch);
        }
      }
    }
  }

  /** Rows of several tiles: parts end inside an expert, and the sum is made in pieces. */
  @Test
  void widerLayersDoNotChangeABitEither() {
    int hidden = 320;
    int inner = 192;
    Matrix g = RandomMatrix.of(GgmlType.Q8_0, EXPERTS * inner, hidden, random).matrix();
    Matrix u = RandomMatrix.of(GgmlType.Q4_0, EXPERTS * inner, hidden, random).matrix();
    Matrix d = RandomMatrix.of(GgmlType.F16, EXPERTS * hidden, inner, random).matrix();
    ExpertWeights layer = new ExpertWeights(g, u, d, EXPERTS);
    float[] rows = new float[3 * hidden];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    int[] chosen = {4, 0, 2, 2, 5, 2, 1, 0, 3};
    float[] factors = {0.5f, 0.25f, 1, 0.125f, 2, 0.75f, 1, 1.5f, 0.5f};
    float[] expected = new float[3 * hidden];
    serial().compute(layer, rows, 3, USED, chosen, factors, expected);
    for (int workers = 1; workers <= 7; workers++) {
      try (WorkerPool pool = new WorkerPool(workers)) {
        ExpertEngine engine = new ExpertEngine(pool, new MatrixProduct(Kernels.select()));
        for (int t = 0; t < 3; t++) {
          float[] out = new float[hidden];
          engine.compute(
              layer,
              Arrays.copyOfRange(rows, t * hidden, (t + 1) * hidden),
              1,
              USED,
              Arrays.copyOfRange(chosen, t * USED, (t + 1) * USED),
              Arrays.copyOfRange(factors, t * USED, (t + 1) * USED),
              out);
          float[] row = Arrays.copyOfRange(expected, t * hidden, (t + 1) * hidden);
          assertArrayEquals(row, out, "token " + t + ", " + workers + " workers, seed " + SEED);
        }
      }
    }
  }

  /** An error inside a part, on whichever worker, is the caller's; the next computation is well. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void errorInAPartLeavesTheEngineUsable(int workers) {
    ExpertWeights layer = layer(GgmlType.Q4_0, GgmlType.Q8_0, GgmlType.F16);
    float[] expected = compute(serial(), layer, 0, TOKENS);
    try (WorkerPool pool = new WorkerPool(workers)) {
      ExpertEngine engine = new ExpertEngine(pool, new MatrixProduct(Kernels.select()));
      MemorySegment gone;
      try (Arena closed = Arena.ofShared()) {
        gone = closed.allocate(down.matrix().sizeBytes(), 64);
      }
      Matrix lost = new Matrix(gone, 0, GgmlType.F16, (long) EXPERTS * HIDDEN, INNER);
      ExpertWeights broken = new ExpertWeights(gate.matrix(), up.matrix(), lost, EXPERTS);
      for (int tokens : new int[] {1, TOKENS}) {
        assertThrows(IllegalStateException.class, () -> compute(engine, broken, 0, tokens));
        float[] part = Arrays.copyOf(expected, tokens * HIDDEN);
        assertArrayEquals(part, compute(engine, layer, 0, tokens));
      }
    }
  }

  @Test
  void callersOnSeveralThreadsTakeTurns() throws InterruptedException {
    ExpertWeights layer = layer(GgmlType.Q4_0, GgmlType.Q8_0, GgmlType.F16);
    float[] expected = compute(serial(), layer, 0, TOKENS);
    try (WorkerPool pool = new WorkerPool(2)) {
      ExpertEngine engine = new ExpertEngine(pool, new MatrixProduct(Kernels.select()));
      AtomicInteger right = new AtomicInteger();
      Thread[] callers = new Thread[3];
      for (int c = 0; c < callers.length; c++) {
        int tokens = c == 0 ? TOKENS : c;
        float[] part = Arrays.copyOf(expected, tokens * HIDDEN);
        callers[c] =
            new Thread(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    if (Arrays.equals(part, compute(engine, layer, 0, tokens))) {
                      right.incrementAndGet();
                    }
                  }
                });
        callers[c].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(3 * 50, right.get());
    }
  }

  /** Also for a single token, whose row serves all its experts. */
  @Test
  void expertPickedTwiceCountsTwice() {
    ExpertWeights layer = layer(GgmlType.F32, GgmlType.F32, GgmlType.F32);
    for (int t = 0; t < TOKENS; t++) {
      picks[t * USED + 2] = picks[t * USED];
    }
    ExpertEngine engine = serial();
    float[] together = compute(engine, layer, 0, TOKENS);
    assertAgreesWithFormula(together);
    for (int t = 0; t < TOKENS; t++) {
      float[] alone = Arrays.copyOfRange(together, t * HIDDEN, (t + 1) * HIDDEN);
      assertArrayEquals(alone, compute(engine, layer, t, 1));
    }
  }

  @Test
  void pickOutOfRangeIsRefusedAndTheEngineGoesOn() {
    ExpertWeights layer = layer(GgmlType.F32, GgmlType.F32, GgmlType.F32);
    ExpertEngine engine = serial();
    float[] expected = compute(engine, layer, 0, TOKENS);
    int saved = picks[4];
    for (int wrong : new int[] {-1, EXPERTS}) {
      picks[4] = wrong;
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> compute(engine, layer, 0, TOKENS));
      assertEquals("picks[4]=" + wrong + ", expected 0 to 5", e.getMessage());
    }
    picks[4] = saved;
    assertArrayEquals(expected, compute(engine, layer, 0, TOKENS));
  }

  /** A model may have layers of different shapes; working memory is shared by all. */
  @Test
  void layersOfDifferentShapesTakeTurns() {
    ExpertWeights small = layer(GgmlType.F32, GgmlType.F32, GgmlType.F32);
    ExpertEngine engine = serial();
    float[] expected = compute(engine, small, 0, TOKENS);
    Matrix gate2 = RandomMatrix.of(GgmlType.F32, 2 * 160, 256, random).matrix();
    Matrix down2 = RandomMatrix.of(GgmlType.F32, 2 * 256, 160, random).matrix();
    float[] out = new float[256];
    engine.compute(
        new ExpertWeights(gate2, gate2, down2, 2),
        new float[256],
        1,
        2,
        new int[] {1, 0},
        new float[] {1, 1},
        out);
    assertArrayEquals(new float[256], out);
    assertArrayEquals(expected, compute(engine, small, 0, TOKENS));
  }

  @Test
  void stacksMustFitEachOther() {
    ExpertWeights layer = layer(GgmlType.F32, GgmlType.F32, GgmlType.F32);
    assertEquals(HIDDEN, layer.hidden());
    assertEquals(INNER, layer.expertHidden());
    Matrix g = layer.gate();
    Matrix d = layer.down();
    assertThrows(IllegalArgumentException.class, () -> new ExpertWeights(g, g, d, EXPERTS + 1));
    assertThrows(IllegalArgumentException.class, () -> new ExpertWeights(g, null, d, EXPERTS));
    assertThrows(IllegalArgumentException.class, () -> new ExpertWeights(g, d, d, EXPERTS));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExpertWeights(g, g.slice(0, g.rows() - 1), d, EXPERTS));
  }
}
