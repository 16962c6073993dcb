package abruzzi.planner.work;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.TensorClass;
import abruzzi.quant.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A whole model.
 *
 * @param sizes its sizes
 * @param layers its layers
 * @param head the output head; empty when the embeddings are used for it, which then is {@code
 *     tiedHead}
 * @param tiedHead the embeddings where they are the head, too; else empty
 * @param tables embeddings and what nobody knows: they stay in main memory and cost no time
 */
public record ModelWork(
    ModelSizes sizes, List<LayerWork> layers, Block head, Block tiedHead, Block tables) {
  private static final String LAYER_PREFIX = "blk.";
  private static final int MOST_DIGITS = 9;

  /** What a tensor is to a plan. */
  public enum Role {
    /** Part of {@link LayerWork#attention()}. */
    ATTENTION,
    /** Part of {@link LayerWork#feedForward()}. */
    FEED_FORWARD,
    /** Holds routed experts. */
    EXPERTS,
    /** The output head. */
    HEAD,
    /** Looked up row by row, or not known. */
    TABLE,
    /** Of a layer that is not computed: it stays in the file. */
    UNUSED
  }

  /** Keeps an unmodifiable copy. */
  public ModelWork {
    layers = List.copyOf(layers);
  }

  /** Sorts the tensors of a model. */
  public static ModelWork of(PlannedModel model) {
    ModelSizes sizes = model.sizes();
    Block[] attention = blocks(sizes.layers());
    Block[] feedForward = blocks(sizes.layers());
    Block[] expert = blocks(sizes.layers());
    Block head = Block.EMPTY;
    Block tables = Block.EMPTY;
    for (TensorInfo tensor : model.tensors()) {
      Work work = Work.of(tensor);
      int layer = layerOf(tensor.name()).orElse(-1);
      switch (roleOf(tensor.name(), sizes)) {
        case ATTENTION -> attention[layer] = attention[layer].plus(work);
        case FEED_FORWARD -> feedForward[layer] = feedForward[layer].plus(work);
        case EXPERTS -> expert[layer] = expert[layer].plus(work.part(sizes.experts()));
        case HEAD -> head = head.plus(work);
        case TABLE -> tables = tables.plus(work);
        case UNUSED -> {}
      }
    }
    List<LayerWork> layers = new ArrayList<>();
    for (int i = 0; i < sizes.layers(); i++) {
      layers.add(new LayerWork(attention[i], feedForward[i], expert[i]));
    }
    return new ModelWork(sizes, layers, head, head.isEmpty() ? tables : Block.EMPTY, tables);
  }

  /**
   * What copies of all weights take, in tiles where that is possible. Embeddings that are also the
   * head stay as they are, too, because their rows are looked up.
   */
  public long tileBytes() {
    long bytes = head.tileBytes() + tiedHead.tileBytes() + tables.bytes();
    for (LayerWork layer : layers) {
      bytes += layer.attention().tileBytes() + layer.feedForward().tileBytes();
      bytes += sizes.experts() * layer.expert().tileBytes();
    }
    return bytes;
  }

  private static Block[] blocks(int count) {
    Block[] blocks = new Block[count];
    Arrays.fill(blocks, Block.EMPTY);
    return blocks;
  }

  /** The layer of a tensor, by its name. */
  public static OptionalInt layerOf(String name) {
    int end = name.startsWith(LAYER_PREFIX) ? name.indexOf('.', LAYER_PREFIX.length()) : -1;
    int digits = end - LAYER_PREFIX.length();
    if (digits < 1 || digits > MOST_DIGITS) {
      return OptionalInt.empty();
    }
    int layer = 0;
    for (int i = LAYER_PREFIX.length(); i < end; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalInt.empty();
      }
      layer = 10 * layer + digit;
    }
    return OptionalInt.of(layer);
  }

  /** The role of a tensor, by its name. */
  public static Role roleOf(String name, ModelSizes sizes) {
    OptionalInt layer = layerOf(name);
    TensorClass part = TensorClass.of(name);
    if (layer.isPresent() && layer.getAsInt() >= sizes.layers()) {
      return Role.UNUSED;
    }
    return switch (part) {
      case ROUTED_EXPERTS -> Role.EXPERTS;
      case DENSE_FFN, SHARED_EXPERTS -> Role.FEED_FORWARD;
      case HEAD -> Role.HEAD;
      default -> layer.isPresent() ? Role.ATTENTION : Role.TABLE;
    };
  }
}
