package abruzzi.runtime.planning;

import abruzzi.dense.AttentionShape;
import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.repack.TileDirectory;
import abruzzi.runtime.model.ModelConfig;
import abruzzi.runtime.model.ModelConfigReader;
import java.util.OptionalDouble;

/** A model file as the planner sees it. */
public final class ModelFacts {
  private ModelFacts() {}

  /**
   * Reads metadata and the list of tensors, no weights.
   *
   * @throws abruzzi.quant.gguf.GgufFormatException if the file is no model of this kind
   */
  public static PlannedModel of(GgufFile file) {
    ModelConfig config = ModelConfigReader.read(file, OptionalDouble.empty());
    TileDirectory tiles = TileDirectory.of(file);
    return new PlannedModel(config.name(), sizes(config), tiles.tensors(), false, tiles.size() > 0);
  }

  private static ModelSizes sizes(ModelConfig config) {
    AttentionShape attention = config.attention();
    boolean routed = config.router() != null;
    return new ModelSizes(
        config.layers(),
        Math.min(config.layers(), config.leadingDenseLayers()),
        attention.hidden(),
        attention.heads(),
        attention.queryRank(),
        attention.latent(),
        attention.nope(),
        attention.rope(),
        attention.value(),
        config.feedForward(),
        routed ? config.router().experts() : 0,
        routed ? config.router().used() : 0,
        config.sharedExperts(),
        config.expertFeedForward(),
        config.vocabulary(),
        config.contextLength());
  }
}
