package abruzzi.dense.host;

import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseSequence;
import abruzzi.dense.ExpertRouter;
import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.RotaryEmbedding;
import abruzzi.dense.RoutedBatch;
import abruzzi.dense.RouterShape;
import abruzzi.quant.kernel.FloatRows;
import abruzzi.quant.kernel.Matrix;
import java.util.Arrays;

/** One sequence on the CPUs. */
final class HostDenseSequence implements DenseSequence {
  private final DenseModel model;
  private final HostProducts products;
  private final LatentCache cache;
  private final HostAttention attention;
  private final HostFeedForward feedForward;
  private final RotaryEmbedding rotary;
  private final ExpertRouter router;
  private final int batchTokens;
  private final int hidden;
  private final float[] x;
  private final float[] h;
  private final float[] y;
  private final float[] turns;
  private final float[] routerLogits;
  private final int[] picks;
  private final float[] pickWeights;
  private int tokens;
  private int position;

  HostDenseSequence(DenseModel model, HostProducts products, LatentCache cache, int batchTokens) {
    this.model = model;
    this.products = products;
    this.cache = cache;
    this.batchTokens = batchTokens;
    hidden = model.attention().hidden();
    rotary = new RotaryEmbedding(model.rotary(), model.attention().rope());
    attention = new HostAttention(model.attention(), rotary, products, cache, batchTokens);
    feedForward = new HostFeedForward();
    RouterShape routing = model.router();
    router = routing == null ? null : new ExpertRouter(routing);
    int experts = routing == null ? 0 : routing.experts();
    int used = routing == null ? 0 : routing.used();
    x = new float[batchTokens * hidden];
    h = new float[batchTokens * hidden];
    y = new float[batchTokens * hidden];
    turns = new float[batchTokens * rotary.width()];
    routerLogits = new float[batchTokens * experts];
    picks = new int[batchTokens * used];
    pickWeights = new float[batchTokens * used];
  }

  @Override
  public void embed(int[] ids, int from, int count, int firstPosition) {
    if (count < 1 || count > batchTokens) {
      throw new IllegalArgumentException("tokens=" + count + ", expected 1 to " + batchTokens);
    }
    if (firstPosition < 0 || firstPosition > cache.contextTokens() - count) {
      throw new IllegalArgumentException(
          "position="
              + firstPosition
              + " tokens="
              + count
              + ", expected to end within the context of "
              + cache.contextTokens());
    }
    Matrix embedding = model.weights().embedding();
    for (int t = 0; t < count; t++) {
      int id = ids[from + t];
      if (id < 0 || id >= embedding.rows()) {
        throw new IllegalArgumentException(
            "token id " + id + ", expected 0 to " + (embedding.rows() - 1));
      }
      products
          .product()
          .kernels()
          .decoder(embedding.type())
          .decode(embedding.data(), embedding.rowOffsetBytes(id), hidden, x, t * hidden);
      rotary.turns(firstPosition + t, turns, t * rotary.width());
    }
    tokens = count;
    position = firstPosition;
  }

  @Override
  public void attention(int layer) {
    attention.compute(layer, layer(layer).attention(), x, turns, tokens, position, y);
    FloatRows.add(y, 0, x, 0, tokens * hidden);
  }

  @Override
  public void feedForward(int layer) {
    normalise(layer(layer).feedForwardNorm());
    FeedForwardWeights weights = layer(layer).feedForward();
    products.run(tokens, feedForward.inner(weights, h, tokens));
    products.run(tokens, feedForward.outer(weights, y));
    FloatRows.add(y, 0, x, 0, tokens * hidden);
  }

  /** In the same region as the router: the first stage of the shared expert. */
  @Override
  public RoutedBatch route(int layer) {
    LayerWeights weights = layer(layer);
    normalise(weights.feedForwardNorm());
    HostProducts.Job logits = new HostProducts.Product(weights.router().gate(), h, routerLogits);
    if (weights.sharedExpert() == null) {
      products.run(tokens, logits);
    } else {
      products.run(tokens, logits, feedForward.inner(weights.sharedExpert(), h, tokens));
    }
    int used = model.router().used();
    for (int t = 0; t < tokens; t++) {
      router.route(
          routerLogits,
          t * model.router().experts(),
          weights.router().bias(),
          picks,
          pickWeights,
          t * used);
    }
    return new RoutedBatch(h, tokens, new RoutedBatch.Picks(used, picks, pickWeights));
  }

  @Override
  public void sharedExpert(int layer) {
    if (layer(layer).sharedExpert() == null) {
      Arrays.fill(y, 0, tokens * hidden, 0);
    } else {
      products.run(tokens, feedForward.outer(layer(layer).sharedExpert(), y));
    }
  }

  @Override
  public void addExperts(int layer, float[] sums) {
    FloatRows.add(sums, 0, y, 0, tokens * hidden);
    FloatRows.add(y, 0, x, 0, tokens * hidden);
  }

  @Override
  public void logits(int firstRow, int rows, float[] out) {
    for (int r = 0; r < rows; r++) {
      FloatRows.rmsNorm(
          x,
          (firstRow + r) * hidden,
          model.weights().outputNorm(),
          model.attention().epsilon(),
          h,
          r * hidden,
          hidden);
    }
    products.run(rows, new HostProducts.Product(model.weights().head(), h, out));
  }

  private void normalise(float[] weight) {
    for (int t = 0; t < tokens; t++) {
      FloatRows.rmsNorm(x, t * hidden, weight, model.attention().epsilon(), h, t * hidden, hidden);
    }
  }

  private LayerWeights layer(int layer) {
    return model.weights().layers().get(layer);
  }

  @Override
  public void close() {
    cache.close();
  }
}
