package abruzzi.dense.gpu;

import abruzzi.dense.RoutedBatch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceResource;

/**
 * Computes routed experts that lie on the device for the rows that picked them, and adds them to
 * the rows there: all experts of a layer with the same few launches, however many there are. What a
 * token gets is summed in the order of the experts' places, one after the other.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuExperts implements DeviceResource {
  /** Picks that are computed together where batches are smaller. */
  private static final int USUAL_ROWS = 1024;

  private final GpuProducts products;
  private final ExpertSpace space;
  private final DeviceQueue queue;
  private final DeviceQueue copies;
  private final ExpertSplit split;
  private final ExpertTable table;
  private final ExpertProducts own;
  private final Exchange upload;
  private final int hidden;

  /**
   * @param queue of the products
   * @param copies of what goes to the device
   * @param used picks of a token
   */
  GpuExperts(
      ComputeDevice device,
      GpuProducts products,
      ExpertSpace space,
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
    split = new ExpertSplit(batchTokens, used);
    table = new ExpertTable(batchTokens, used, space.rowsAtOnce());
    own = new ExpertProducts(products, table, space.table());
    upload = new Exchange(device, (long) ExpertTable.words(batchTokens, used) * Integer.BYTES);
  }

  /** How many picks are computed together. */
  static int rowsAtOnce(int batchTokens, int used) {
    return Math.min(batchTokens * used, Math.max(batchTokens, USUAL_ROWS));
  }

  /** Whether they take rounded rows. */
  boolean rounds(LayerExperts experts) {
    return products.kernels().rounds(experts.gate().type())
        || products.kernels().rounds(experts.up().type());
  }

  /**
   * Sets the device to work.
   *
   * @param experts those of the layer
   * @return what is left for others
   */
  RoutedBatch.Picks run(LayerExperts experts, RoutedBatch.Picks picks, int batchTokens) {
    RoutedBatch.Picks rest = split.divide(picks, batchTokens, experts.places());
    if (split.taken() > 0) {
      table.fill(split, batchTokens);
      upload.upload(copies, table.values(), space.table());
      queue.waitFor(upload.done());
      for (ExpertTable.Chunk chunk : table.chunks()) {
        compute(experts, chunk);
        own.add(space.rows(), space.x(), chunk, batchTokens, hidden);
      }
    }
    return rest;
  }

  private void compute(LayerExperts w, ExpertTable.Chunk chunk) {
    own.ofTokens(w.gate(), w.up(), space.h(), space.gate().values(), space.up(), chunk);
    int elements = chunk.rows() * w.gate().rows();
    products.swiGlu(space.gate(), space.up(), elements, products.kernels().rounds(w.down().type()));
    own.ofRows(w.down(), space.gate(), space.rows(), chunk);
  }

  @Override
  public void close() {
    upload.close();
  }
}
