package abruzzi.planner;

import abruzzi.quant.gguf.TensorInfo;
import java.util.List;

/**
 * A model as far as planning needs it: from a file, or from a model card before any download.
 *
 * @param name what it is called, for people
 * @param sizes its sizes
 * @param tensors all of its tensors
 * @param estimated whether the storage types of some tensors are only estimated
 * @param tiled whether the file holds tiles, for kernels that look up products
 */
public record PlannedModel(
    String name, ModelSizes sizes, List<TensorInfo> tensors, boolean estimated, boolean tiled) {
  /** Keeps an unmodifiable copy. */
  public PlannedModel {
    tensors = List.copyOf(tensors);
  }

  /** What it consists of. */
  public ModelInventory inventory() {
    return ModelInventory.of(tensors);
  }
}
