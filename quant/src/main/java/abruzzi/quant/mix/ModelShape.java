package abruzzi.quant.mix;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;

/**
 * What mixes need to know of a model.
 *
 * @param layers number of layers
 * @param denseLayers how many of them, the first, have no experts
 * @param sharedHeads query heads to a head of keys and values
 * @param tiedEmbeddings whether the embedding is the output as well
 */
public record ModelShape(int layers, int denseLayers, int sharedHeads, boolean tiedEmbeddings) {
  /** The shape of a model file. */
  public static ModelShape of(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    String architecture = metadata.string("general.architecture").orElse("");
    long layers = metadata.integer(architecture + ".block_count").orElse(0);
    long heads = metadata.integer(architecture + ".attention.head_count").orElse(1);
    long shared = metadata.integer(architecture + ".attention.head_count_kv").orElse(heads);
    long dense = metadata.integer(architecture + ".leading_dense_block_count").orElse(0);
    return new ModelShape(
        Math.toIntExact(layers),
        Math.toIntExact(dense),
        (int) (heads / Math.max(1, shared)),
        file.tensor("output.weight").isEmpty());
  }
}
