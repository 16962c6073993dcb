package abruzzi.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The steps of every backend but attention, in double, seen through a head that is the identity:
 * feed-forward, routing, shared expert, sums. Bound: relative L2 of 1e-6 for two chained products.
 */
public abstract class DenseStepContract {
  private static final long SEED = 7_0334;
  private static final double BOUND = 1e-6;
  private static final int HIDDEN = 57;
  private static final int INNER = 83;
  private static final int VOCABULARY = 9;
  private static final int CONTEXT = 12;
  private static final RouterShape ROUTING =
      new RouterShape(7, 3, RouterShape.Gating.SIGMOID, true, 2.827f, 1, 1);

  private final Random random = new Random(SEED);
  private final float[] embedding = RandomAttention.matrix(VOCABULARY, HIDDEN, random);
  private final float[] norm = RandomAttention.aroundOne(HIDDEN, random);
  private final float[] gate = RandomAttention.matrix(INNER, HIDDEN, random);
  private final float[] up = RandomAttention.matrix(INNER, HIDDEN, random);
  private final float[] down = RandomAttention.matrix(HIDDEN, INNER, random);
  private final float[] router = RandomAttention.matrix(7, HIDDEN, random);
  private final float[] bias = RandomAttention.matrix(1, 7, random);
  private final int[] ids = {4, 0, 8, 8, 1, 2, 7, 3};

  /** A backend of the kind under test. */
  protected abstract DenseBackend backend(DenseModel model, Workers workers);

  private DenseSequence open(boolean shared, int batch) {
    AttentionShape shape = new AttentionShape(HIDDEN, 1, 0, 4, 2, 2, 2, 1e-6f, 1);
    FeedForwardWeights ffn =
        new FeedForwardWeights(
            RandomAttention.stored(gate, HIDDEN),
            RandomAttention.stored(up, HIDDEN),
            RandomAttention.stored(down, INNER));
    float[] ones = new float[HIDDEN];
    float[] identity = new float[HIDDEN * HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      ones[i] = 1;
      identity[i * HIDDEN + i] = 1;
    }
    RouterWeights routing = new RouterWeights(RandomAttention.stored(router, HIDDEN), bias);
    List<LayerWeights> layers =
        List.of(
            new LayerWeights(null, norm, ffn, null, null),
            new LayerWeights(null, norm, null, routing, shared ? ffn : null));
    DenseWeights weights =
        new DenseWeights(
            RandomAttention.stored(embedding, HIDDEN),
            layers,
            ones,
            RandomAttention.stored(identity, HIDDEN));
    DenseModel model = new DenseModel(shape, YarnScaling.none(10_000), ROUTING, weights);
    return backend(model, new SerialWorkers()).open(CONTEXT, batch, KvCacheType.F32);
  }

  private double[] embedded(int token) {
    double[] x = new double[HIDDEN];
    for (int i = 0; i < HIDDEN; i++) {
      x[i] = embedding[ids[token] * HIDDEN + i];
    }
    return x;
  }

  private static double[] rms(double[] x, float[] weight) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] / Math.sqrt(squares / x.length + 1e-6f) * (weight == null ? 1 : weight[i]);
    }
    return out;
  }

  private double[] feedForward(double[] h) {
    double[] g = NaiveAttention.product(gate, h);
    double[] u = NaiveAttention.product(up, h);
    for (int i = 0; i < g.length; i++) {
      g[i] = g[i] / (1 + Math.exp(-g[i])) * u[i];
    }
    return NaiveAttention.product(down, g);
  }

  private static double[] sum(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] + b[i]);
    return out;
  }

  private static void assertClose(double[] expected, float[] rows, int token) {
    double error = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = rows[token * expected.length + i] - expected[i];
      error += difference * difference;
      squares += expected[i] * expected[i];
    }
    double relative = Math.sqrt(error / squares);
    assertTrue(relative <= BOUND, "token " + token + ": " + relative + ", seed " + SEED);
  }

  @Test
  void embeddingAndHead() {
    try (DenseSequence sequence = open(true, 8)) {
      sequence.embed(ids, 2, 4, 0);
      float[] out = new float[2 * HIDDEN];
      sequence.logits(1, 2, out);
      assertClose(rms(embedded(3), null), out, 0);
      assertClose(rms(embedded(4), null), out, 1);
    }
  }

  @Test
  void plainFeedForward() {
    try (DenseSequence sequence = open(true, 8)) {
      sequence.embed(ids, 0, 8, 0);
      sequence.feedForward(0);
      float[] out = new float[8 * HIDDEN];
      sequence.logits(0, 8, out);
      for (int t = 0; t < 8; t++) {
        double[] x = embedded(t);
        assertClose(rms(sum(x, feedForward(rms(x, norm))), null), out, t);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void routedLayer(boolean shared) {
    try (DenseSequence sequence = open(shared, 8)) {
      sequence.embed(ids, 0, 8, 0);
      RoutedBatch routed = sequence.route(1);
      assertEquals(8, routed.tokens());
      assertEquals(3, routed.all().used());
      float[] sums = RandomAttention.matrix(8, HIDDEN, random);
      float[] rows = routed.rows().clone();
      int[] picks = routed.all().experts().clone();
      float[] weights = routed.all().weights().clone();
      sequence.sharedExpert(1);
      sequence.addExperts(1, sums);
      float[] out = new float[8 * HIDDEN];
      sequence.logits(0, 8, out);
      for (int t = 0; t < 8; t++) {
        double[] x = embedded(t);
        double[] h = rms(x, norm);
        assertClose(h, rows, t);
        assertRouted(h, t, picks, weights);
        double[] y = shared ? feedForward(h) : new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
          y[i] += sums[t * HIDDEN + i];
        }
        assertClose(rms(sum(x, y), null), out, t);
      }
    }
  }

  private void assertRouted(double[] h, int token, int[] picks, float[] weights) {
    double[] logits = NaiveAttention.product(router, h);
    float[] rounded = new float[logits.length];
    for (int e = 0; e < rounded.length; e++) {
      rounded[e] = (float) logits[e];
    }
    NaiveRouter naive = NaiveRouter.of(ROUTING, rounded, bias);
    for (int k = 0; k < 3; k++) {
      assertEquals(naive.picks().get(k), picks[token * 3 + k], "seed " + SEED);
      double expected = naive.weights()[k];
      assertEquals(expected, weights[token * 3 + k], 1e-5 * expected);
    }
  }

  /** A second step must not see rows of the first. */
  @Test
  void stepsOfDifferentSizes() {
    try (DenseSequence sequence = open(true, 8)) {
      float[] alone = new float[HIDDEN];
      sequence.embed(ids, 5, 1, 0);
      sequence.feedForward(0);
      sequence.logits(0, 1, alone);
      float[] out = new float[8 * HIDDEN];
      sequence.embed(ids, 0, 8, 0);
      sequence.feedForward(0);
      sequence.logits(0, 8, out);
      assertArrayEquals(alone, Arrays.copyOfRange(out, 5 * HIDDEN, 6 * HIDDEN));
      sequence.embed(ids, 5, 1, 3);
      sequence.feedForward(0);
      float[] again = new float[HIDDEN];
      sequence.logits(0, 1, again);
      assertArrayEquals(alone, again);
    }
  }

  @Test
  void badStepsAreRefused() {
    try (DenseSequence sequence = open(true, 4)) {
      assertRefused("tokens=0, expected 1 to 4", sequence, 0, 0);
      assertRefused("tokens=5, expected 1 to 4", sequence, 5, 0);
      String position = "expected to end within the context of 12";
      assertRefused("position=9 tokens=4, " + position, sequence, 4, 9);
      assertRefused("position=-1 tokens=4, " + position, sequence, 4, -1);
      ids[1] = VOCABULARY;
      assertRefused("token id 9, expected 0 to 8", sequence, 2, 0);
      ids[1] = -1;
      assertRefused("token id -1, expected 0 to 8", sequence, 2, 0);
      sequence.embed(ids, 2, 4, 8);
    }
  }

  private void assertRefused(String message, DenseSequence sequence, int tokens, int position) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> sequence.embed(ids, 0, tokens, position));
    assertEquals(message, e.getMessage());
  }

  @Test
  void sizesMustBePositive() {
    try (DenseSequence sequence = open(true, 1000)) {
      sequence.embed(ids, 0, 8, 0);
    }
    assertThrows(IllegalArgumentException.class, () -> open(true, 0).close());
  }
}
