package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.AttentionWeights;
import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseSequence;
import abruzzi.dense.DenseWeights;
import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.LatentExpansion;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.RouterShape;
import abruzzi.dense.RouterWeights;
import abruzzi.dense.YarnScaling;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Two layers of Kimi K2's shape and a part of its head, with random weights, to be timed.
 *
 * <p>Threading: one thread.
 */
public final class KimiSlice implements AutoCloseable {
  private static final int HIDDEN = 7168;
  private static final int HEADS = 64;
  private static final int QUERY_RANK = 1536;
  private static final int LATENT = 512;
  private static final int NOPE = 128;
  private static final int ROPE = 64;
  private static final int VALUE = 128;
  private static final int DENSE_INNER = 18432;
  private static final int EXPERT_INNER = 2048;
  private static final int EXPERTS = 384;
  private static final int USED = 8;
  private static final int EXPERT_LAYERS = 60;
  private static final int VOCABULARY = 163_840;
  private static final int SLICE_VOCABULARY = VOCABULARY / 16;
  private static final int ROUNDS = 3;
  private static final int CARD_REPEATS = 30;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final YarnScaling ROTARY = new YarnScaling(50_000, 64, 4096, 1, 1, 1);

  private final Random random = new Random(1);
  private final GgmlType type;
  private final GpuDenseBackend backend;
  private final float[] sums = new float[HIDDEN];
  private final float[] logits = new float[SLICE_VOCABULARY];
  private final int repeats;

  /**
   * Makes the weights and uploads them.
   *
   * @param device closed with this
   * @param type of all large weights but those with short rows, which are Q8_0
   * @param form what products take as input
   */
  public KimiSlice(ComputeDevice device, GgmlType type, ActivationForm form) {
    this.type = type;
    repeats = device.info().processor() ? 1 : CARD_REPEATS;
    backend = new GpuDenseBackend(device, model(), List.of(), form);
  }

  private DenseModel model() {
    AttentionShape attention =
        new AttentionShape(
            HIDDEN,
            HEADS,
            QUERY_RANK,
            LATENT,
            NOPE,
            ROPE,
            VALUE,
            1e-6f,
            ROTARY.scoreScale(NOPE + ROPE));
    RouterShape router =
        new RouterShape(EXPERTS, USED, RouterShape.Gating.SIGMOID, true, 2.827f, 1, 1);
    LayerWeights first =
        new LayerWeights(attention(), ones(HIDDEN), feedForward(DENSE_INNER), null, null);
    RouterWeights routing =
        new RouterWeights(RandomRows.of(GgmlType.F32, EXPERTS, HIDDEN, random), new float[EXPERTS]);
    LayerWeights second =
        new LayerWeights(attention(), ones(HIDDEN), null, routing, feedForward(EXPERT_INNER));
    Matrix head = matrix(SLICE_VOCABULARY, HIDDEN);
    return new DenseModel(
        attention,
        ROTARY,
        router,
        new DenseWeights(head, List.of(first, second), ones(HIDDEN), head));
  }

  private AttentionWeights attention() {
    return new AttentionWeights(
        ones(HIDDEN),
        matrix(QUERY_RANK, HIDDEN),
        ones(QUERY_RANK),
        matrix(HEADS * (NOPE + ROPE), QUERY_RANK),
        matrix(LATENT + ROPE, HIDDEN),
        ones(LATENT),
        new LatentExpansion.Split(
            RandomRows.of(GgmlType.Q8_0, HEADS * LATENT, NOPE, random),
            matrix(HEADS * VALUE, LATENT)),
        matrix(HIDDEN, HEADS * VALUE));
  }

  private FeedForwardWeights feedForward(int inner) {
    return new FeedForwardWeights(
        matrix(inner, HIDDEN), matrix(inner, HIDDEN), matrix(HIDDEN, inner));
  }

  private Matrix matrix(int rows, int columns) {
    return RandomRows.of(type, rows, columns, random);
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }

  /**
   * What a token takes, its routed experts left out.
   *
   * @param contextTokens in the cache
   * @param denseLayerMillis the first layer
   * @param expertLayerMillis one of the 60 others, the exchange with the host included
   * @param headMillis the whole head, from a part of it
   * @param tokenMillis all 61 layers and the head
   */
  public record Times(
      int contextTokens,
      double denseLayerMillis,
      double expertLayerMillis,
      double headMillis,
      double tokenMillis) {}

  /** Times the steps of a token behind a context, the cache as F16. */
  public Times time(int contextTokens) {
    try (DenseSequence sequence = backend.open(contextTokens, 1, KvCacheType.F16)) {
      sequence.embed(new int[] {1}, 0, 1, contextTokens - 1);
      sequence.logits(0, 1, logits);
      double part = fastest(sequence, () -> {}, 1);
      double head = part * VOCABULARY / SLICE_VOCABULARY;
      // layers are measured with the part of the head behind them, which waits for them
      double dense = (fastest(sequence, () -> denseLayer(sequence), repeats) - part) / repeats;
      double expert = (fastest(sequence, () -> expertLayer(sequence), repeats) - part) / repeats;
      double token = dense + EXPERT_LAYERS * expert + head;
      return new Times(contextTokens, dense, expert, head, token);
    }
  }

  private void denseLayer(DenseSequence sequence) {
    sequence.attention(0);
    sequence.feedForward(0);
  }

  private void expertLayer(DenseSequence sequence) {
    sequence.attention(1);
    sequence.route(1);
    sequence.sharedExpert(1);
    sequence.addExperts(1, sums);
  }

  private double fastest(DenseSequence sequence, Runnable step, int count) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      for (int k = 0; k < count; k++) {
        step.run();
      }
      sequence.logits(0, 1, logits);
      best = Math.min(best, (System.nanoTime() - start) / NANOS_PER_MILLI);
    }
    return best;
  }

  /** Frees the weights and closes the device. */
  @Override
  public void close() {
    backend.close();
  }
}
