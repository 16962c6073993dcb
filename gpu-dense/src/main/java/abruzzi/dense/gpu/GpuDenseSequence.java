package abruzzi.dense.gpu;

import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseSequence;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.RotaryEmbedding;
import abruzzi.dense.RoutedBatch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResources;
import java.lang.foreign.MemorySegment;

/**
 * One sequence on a device.
 *
 * <p>All work is put into a queue without waiting for it. The host waits for picks and rows of a
 * layer with experts, and for logits. Copies have a queue of their own, so that they go on beside
 * the shared expert.
 */
final class GpuDenseSequence implements DenseSequence {
  private final DenseModel model;
  private final GpuWeights weights;
  private final int contextTokens;
  private final int batchTokens;
  private final int hidden;
  private final RotaryEmbedding rotary;
  private final DeviceResources own = new DeviceResources();
  private final Workspace space;
  private final DeviceQueue queue;
  private final DeviceQueue copies;
  private final DeviceEvent computed;
  private final Exchange ids;
  private final Exchange turnRows;
  private final Exchange rows;
  private final Exchange routes;
  private final Exchange expertSums;
  private final Exchange logitRows;
  private final GpuProducts products;
  private final GpuAttention attention;
  private final GpuFeedForward feedForward;
  private final GpuRouter router;
  private final GpuExperts experts;
  private final float[] turns;
  private final float[] h;
  private final int[] picks;
  private final float[] pickWeights;
  private int tokens;
  private int position;
  private boolean closed;

  GpuDenseSequence(
      GpuKernels kernels,
      DenseModel model,
      GpuWeights weights,
      int contextTokens,
      int batchTokens,
      KvCacheType cacheType) {
    this.model = model;
    this.weights = weights;
    this.contextTokens = contextTokens;
    this.batchTokens = batchTokens;
    hidden = model.attention().hidden();
    rotary = new RotaryEmbedding(model.rotary(), model.attention().rope());
    int used = model.router() == null ? 0 : model.router().used();
    turns = new float[batchTokens * rotary.width()];
    h = new float[used == 0 ? 0 : batchTokens * hidden];
    picks = new int[batchTokens * used];
    pickWeights = new float[batchTokens * used];
    ComputeDevice device = kernels.device();
    try {
      space =
          own.add(
              new Workspace(
                  device, model, weights.expertWidth(), contextTokens, batchTokens, cacheType));
      ids = own.add(new Exchange(device, (long) batchTokens * Integer.BYTES));
      turnRows = own.add(new Exchange(device, (long) turns.length * Float.BYTES));
      rows = own.add(new Exchange(device, (long) h.length * Float.BYTES));
      routes = own.add(new Exchange(device, 2L * picks.length * Integer.BYTES));
      expertSums = own.add(new Exchange(device, (long) h.length * Float.BYTES));
      logitRows = own.add(new Exchange(device, space.logits.bytes()));
      computed = own.add(device.openEvent());
      queue = own.add(device.openQueue());
      copies = own.add(device.openQueue());
      products = new GpuProducts(kernels, queue);
      experts =
          weights.experts().isEmpty()
              ? null
              : own.add(
                  new GpuExperts(
                      device, products, space.experts, queue, copies, batchTokens, used, hidden));
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
    attention = new GpuAttention(model.attention(), products, space, cacheType);
    feedForward = new GpuFeedForward(products, space);
    router = model.router() == null ? null : new GpuRouter(model.router(), products, space);
  }

  @Override
  public void embed(int[] tokenIds, int from, int count, int firstPosition) {
    check(tokenIds, from, count, firstPosition);
    for (int t = 0; t < count; t++) {
      rotary.turns(firstPosition + t, turns, t * rotary.width());
    }
    ids.upload(queue, slice(MemorySegment.ofArray(tokenIds), from, count), space.ids);
    MemorySegment turnValues = MemorySegment.ofArray(turns);
    turnRows.upload(queue, slice(turnValues, 0, count * rotary.width()), space.turns);
    products.rows(weights.embedding(), space.ids, space.x, count);
    tokens = count;
    position = firstPosition;
  }

  private void check(int[] tokenIds, int from, int count, int firstPosition) {
    if (count < 1 || count > batchTokens) {
      throw new IllegalArgumentException("tokens=" + count + ", expected 1 to " + batchTokens);
    }
    if (firstPosition < 0 || firstPosition > contextTokens - count) {
      throw new IllegalArgumentException(
          "position="
              + firstPosition
              + " tokens="
              + count
              + ", expected to end within the context of "
              + contextTokens);
    }
    for (int t = from; t < from + count; t++) {
      if (tokenIds[t] < 0 || tokenIds[t] >= model.vocabulary()) {
        throw new IllegalArgumentException(
            "token id " + tokenIds[t] + ", expected 0 to " + (model.vocabulary() - 1));
      }
    }
  }

  private static MemorySegment slice(MemorySegment values, int from, int count) {
    return values.asSlice((long) from * Float.BYTES, (long) count * Float.BYTES);
  }

  @Override
  public void attention(int layer) {
    attention.run(layer, weights.layers().get(layer).attention(), tokens, position);
  }

  @Override
  public void feedForward(int layer) {
    GpuLayer own = weights.layers().get(layer);
    normalise(own, feedForward.rounds(own.feedForward()));
    feedForward.run(own.feedForward(), tokens);
  }

  private void normalise(GpuLayer layer, boolean rounded) {
    products.norm(space.x, 0, norm(layer.feedForwardNorm()), space.h, tokens, rounded);
  }

  /** Also sets the shared expert going, which the device computes while the host has the picks. */
  @Override
  public RoutedBatch route(int layer) {
    GpuLayer here = weights.layers().get(layer);
    boolean shared = here.sharedExpert() != null;
    LayerExperts own = weights.experts().get(layer);
    boolean rounded =
        products.kernels().rounds(here.router().type())
            || (shared && feedForward.rounds(here.sharedExpert()))
            || (own != null && experts.rounds(own));
    normalise(here, rounded);
    router.run(here, tokens);
    queue.record(computed);
    copies.waitFor(computed);
    int used = model.router().used();
    routes.download(copies, space.routes, 2L * tokens * used * Integer.BYTES);
    rows.download(copies, space.h.values(), (long) tokens * hidden * Float.BYTES);
    if (shared) {
      feedForward.run(here.sharedExpert(), tokens);
      queue.flush();
    }
    rows.await();
    rows.read(h, 0, tokens * hidden);
    for (int t = 0; t < tokens; t++) {
      for (int k = 0; k < used; k++) {
        picks[t * used + k] = routes.integer(2 * t * used + k);
        pickWeights[t * used + k] = routes.real((2 * t + 1) * used + k);
      }
    }
    RoutedBatch.Picks all = new RoutedBatch.Picks(used, picks, pickWeights);
    RoutedBatch.Picks rest = own == null ? all : experts.run(own, all, tokens);
    return new RoutedBatch(h, tokens, all, rest);
  }

  /** Nothing is left to do: {@link #route} has begun it. */
  @Override
  public void sharedExpert(int layer) {}

  @Override
  public void addExperts(int layer, float[] sums) {
    MemorySegment values = slice(MemorySegment.ofArray(sums), 0, tokens * hidden);
    expertSums.upload(copies, values, space.expertSums);
    queue.waitFor(expertSums.done());
    products.add(space.x, space.expertSums, tokens * hidden);
  }

  @Override
  public void logits(int firstRow, int count, float[] out) {
    boolean rounded = products.kernels().rounds(weights.head().type());
    int vocabulary = weights.head().rows();
    for (int r = 0; r < count; r += Workspace.LOGIT_ROWS) {
      int here = Math.min(Workspace.LOGIT_ROWS, count - r);
      products.norm(space.x, firstRow + r, norm(weights.outputNorm()), space.h, here, rounded);
      products.run(weights.head(), space.h, space.logits, here, false);
      logitRows.download(queue, space.logits, (long) here * vocabulary * Float.BYTES);
      logitRows.await();
      logitRows.read(out, r * vocabulary, here * vocabulary);
    }
  }

  private GpuProducts.Norm norm(DeviceRegion weight) {
    return new GpuProducts.Norm(weight, hidden, model.attention().epsilon());
  }

  /** Lets the device finish first, so that nothing is freed under its hands. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    own.add(queue::finish);
    own.add(copies::finish);
    own.close();
  }
}
