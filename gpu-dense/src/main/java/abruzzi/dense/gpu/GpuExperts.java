package abruzzi.dense.gpu;

import abruzzi.dense.RoutedBatch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceResource;
import abruzzi.dense.device.DeviceResources;
import java.lang.foreign.MemorySegment;

/**
 * Computes routed experts that lie on the device for the rows that picked them, and adds them to
 * the rows there.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuExperts implements DeviceResource {
  private final DeviceResources own = new DeviceResources();
  private final GpuProducts products;
  private final Workspace space;
  private final DeviceQueue queue;
  private final DeviceQueue copies;
  private final GpuFeedForward feedForward;
  private final ExpertSplit split;
  private final Exchange tokens;
  private final Exchange weights;
  private final int hidden;

  GpuExperts(
      ComputeDevice device,
      GpuProducts products,
      Workspace space,
      DeviceQueue queue,
      DeviceQueue copies,
      int batchTokens,
      int used,
      int hidden) {
    this.products = products;
    this.space = space;
    this.queue = queue;
    this.copies = copies;
    this.hidden = hidden;
    feedForward = new GpuFeedForward(products, space);
    split = new ExpertSplit(batchTokens, used);
    try {
      tokens = own.add(new Exchange(device, (long) batchTokens * used * Integer.BYTES));
      weights = own.add(new Exchange(device, (long) batchTokens * used * Float.BYTES));
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /**
   * Sets the device to work.
   *
   * @param experts those of the layer
   * @return what is left for others
   */
  RoutedBatch.Picks run(LayerExperts experts, RoutedBatch.Picks picks, int batchTokens) {
    RoutedBatch.Picks rest = split.divide(picks, batchTokens, experts.numbers());
    if (split.taken() > 0) {
      long bytes = (long) split.taken() * Integer.BYTES;
      MemorySegment tokenValues = MemorySegment.ofArray(split.tokens()).asSlice(0, bytes);
      MemorySegment weightValues = MemorySegment.ofArray(split.weights()).asSlice(0, bytes);
      tokens.upload(copies, tokenValues, space.expertTokens);
      weights.upload(copies, weightValues, space.expertWeights);
      queue.waitFor(weights.done());
      for (ExpertSplit.Group group : split.groups()) {
        compute(experts.weights().get(group.index()), group);
      }
    }
    return rest;
  }

  private void compute(GpuFeedForwardWeights w, ExpertSplit.Group group) {
    Activations rows = space.expertRows;
    int count = group.rows();
    products.gather(
        space.h.values(), space.expertTokens, rows.values(), group.first(), count, hidden);
    if (feedForward.rounds(w)) {
      products.round(rows, hidden, hidden, count);
    }
    feedForward.run(w, rows, rows.values(), count, false);
    products.scatter(
        rows.values(),
        space.expertTokens,
        space.expertWeights,
        space.x,
        group.first(),
        count,
        hidden);
  }

  @Override
  public void close() {
    own.close();
  }
}
