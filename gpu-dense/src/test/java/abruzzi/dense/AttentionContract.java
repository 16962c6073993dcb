package abruzzi.dense;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attention of every backend against {@link NaiveAttention}: two layers of attention alone,
 * seen through a head that is the identity.
 */
public abstract class AttentionContract {
  private static final long SEED = 7_0332;
  private static final int LAYERS = 2;
  private static final int TOKENS = 43;
  private static final YarnScaling ROTARY = new YarnScaling(10_000, 4, 32, 32, 1, 1);

  private final Random random = new Random(SEED);
  private AttentionShape shape;
  private float[] embedding;
  private RandomAttention[] layers;

  /** A backend of the kind under test. */
  protected abstract DenseBackend backend(DenseModel model, Workers workers);

  /**
   * How much results may depend on how a prompt is cut into steps, relative to the largest; with 0
   * not in a bit.
   */
  protected float batchBound() {
    return 0;
  }

  /** Odd sizes; the cached rows are three blocks of Q8_0. */
  private void model(int queryRank) {
    float scale = ROTARY.scoreScale(22 + 32);
    shape = new AttentionShape(57, 5, queryRank, 64, 22, 32, 19, 1e-6f, scale);
    embedding = RandomAttention.matrix(TOKENS, shape.hidden(), random);
    layers = new RandomAttention[LAYERS];
    for (int i = 0; i < LAYERS; i++) {
      layers[i] = RandomAttention.of(shape, random);
    }
  }

  private DenseModel dense(boolean split) {
    List<LayerWeights> weights =
        Arrays.stream(layers)
            .map(layer -> split ? layer.split() : layer.joint())
            .map(attention -> new LayerWeights(attention, null, null, null, null))
            .toList();
    float[] ones = new float[shape.hidden()];
    float[] identity = new float[shape.hidden() * shape.hidden()];
    for (int i = 0; i < shape.hidden(); i++) {
      ones[i] = 1;
      identity[i * shape.hidden() + i] = 1;
    }
    return new DenseModel(
        shape,
        ROTARY,
        null,
        new DenseWeights(
            RandomAttention.stored(embedding, shape.hidden()),
            weights,
            ones,
            RandomAttention.stored(identity, shape.hidden())));
  }

  private static int[] ids() {
    int[] ids = new int[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      ids[i] = i * 19 % TOKENS;
    }
    return ids;
  }

  /** Rows {@code [tokens, hidden]} after all layers, normalised. */
  private float[] rows(boolean split, Workers workers, int batch, KvCacheType cache) {
    try (DenseBackend backend = backend(dense(split), workers);
        DenseSequence sequence = backend.open(TOKENS, batch, cache)) {
      return feed(sequence, ids(), 0, TOKENS, batch);
    }
  }

  private float[] feed(DenseSequence sequence, int[] ids, int from, int to, int batch) {
    float[] out = new float[(to - from) * shape.hidden()];
    for (int p = from; p < to; p += batch) {
      int count = Math.min(batch, to - p);
      sequence.embed(ids, p, count, p);
      for (int layer = 0; layer < LAYERS; layer++) {
        sequence.attention(layer);
      }
      float[] rows = new float[count * shape.hidden()];
      sequence.logits(0, count, rows);
      System.arraycopy(rows, 0, out, (p - from) * shape.hidden(), rows.length);
    }
    return out;
  }

  private double[][] expected() {
    int[] ids = ids();
    double[][] x = new double[TOKENS][shape.hidden()];
    for (int p = 0; p < TOKENS; p++) {
      for (int i = 0; i < shape.hidden(); i++) {
        x[p][i] = embedding[ids[p] * shape.hidden() + i];
      }
    }
    for (RandomAttention layer : layers) {
      double[][] y = new NaiveAttention(layer, ROTARY).compute(x);
      for (int p = 0; p < TOKENS; p++) {
        for (int i = 0; i < shape.hidden(); i++) {
          x[p][i] += y[p][i];
        }
      }
    }
    float[] ones = new float[shape.hidden()];
    Arrays.fill(ones, 1);
    NaiveAttention norm = new NaiveAttention(layers[0], ROTARY);
    return Arrays.stream(x).map(row -> norm.rms(row, ones)).toArray(double[][]::new);
  }

  private double worstError(double[][] expected, float[] rows) {
    double worst = 0;
    for (int p = 0; p < TOKENS; p++) {
      double error = 0;
      double norm = 0;
      for (int i = 0; i < shape.hidden(); i++) {
        double difference = rows[p * shape.hidden() + i] - expected[p][i];
        error += difference * difference;
        norm += expected[p][i] * expected[p][i];
      }
      worst = Math.max(worst, Math.sqrt(error / norm));
    }
    return worst;
  }

  /** Bounds are relative L2 per position; what is cached rounds by 2^-24, 2^-11 or 1/254. */
  @ParameterizedTest
  @CsvSource({
    "true, 40, F32, 1e-5",
    "false, 40, F32, 1e-5",
    "true, 0, F32, 1e-5",
    "false, 0, F32, 1e-5",
    "true, 40, F16, 1e-3",
    "false, 40, F16, 1e-3",
    "true, 40, Q8_0, 2e-2",
    "false, 40, Q8_0, 2e-2"
  })
  void agreesWithExpandedAttention(boolean split, int queryRank, KvCacheType cache, double bound) {
    model(queryRank);
    double worst = worstError(expected(), rows(split, new SerialWorkers(), TOKENS, cache));
    System.out.printf(
        "attention %s, query rank %d, cache %s: largest relative L2 error %.2g%n",
        split ? "split" : "joint", queryRank, cache, worst);
    assertTrue(worst <= bound, "relative L2 " + worst + ", seed " + SEED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchesDoNotChangeResults(boolean split) {
    model(40);
    float[] together = rows(split, new SerialWorkers(), TOKENS, KvCacheType.F16);
    float largest = 0;
    for (float value : together) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int batch : new int[] {1, 2, 7, 8, 16}) {
      float[] cut = rows(split, new SerialWorkers(), batch, KvCacheType.F16);
      assertArrayEquals(together, cut, batchBound() * largest, "batch " + batch);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workersDoNotChangeABit(boolean split) {
    model(0);
    float[] alone = rows(split, new SerialWorkers(), 9, KvCacheType.Q8_0);
    for (int count = 1; count <= 3; count++) {
      try (ThreadWorkers workers = new ThreadWorkers(count)) {
        assertArrayEquals(alone, rows(split, workers, 9, KvCacheType.Q8_0), count + " workers");
      }
    }
  }

  /** Going back to an earlier position replaces what was cached behind it. */
  @Test
  void positionsCanBeFedAgain() {
    model(40);
    try (DenseBackend backend = backend(dense(true), new SerialWorkers());
        DenseSequence sequence = backend.open(TOKENS, 8, KvCacheType.F16)) {
      float[] once = feed(sequence, ids(), 0, TOKENS, 8);
      int[] others = new int[TOKENS];
      Arrays.fill(others, 3);
      feed(sequence, others, 11, TOKENS, 8);
      float[] again = feed(sequence, ids(), 11, TOKENS, 5);
      assertArrayEquals(Arrays.copyOfRange(once, 11 * shape.hidden(), once.length), again);
    }
  }
}
