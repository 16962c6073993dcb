package abruzzi.planner.card;

import abruzzi.planner.ModelSizes;
import abruzzi.quant.gguf.GgmlType;

/** Which storage type a quantizer gives a tensor, before it falls back for odd row lengths. */
@FunctionalInterface
interface MixRule {
  /** The type of a tensor of a model; not asked about tensors that are never quantized. */
  GgmlType typeOf(CardTensor tensor, ModelSizes sizes);

  /** Every matrix the same. */
  static MixRule uniform(GgmlType type) {
    return (tensor, sizes) -> type;
  }

  /** One type for the experts, one for everything else. */
  static MixRule experts(GgmlType experts, GgmlType others) {
    return (tensor, sizes) ->
        switch (tensor.role()) {
          case EXPERT_GATE, EXPERT_UP, EXPERT_DOWN -> experts;
          default -> others;
        };
  }

  /** This rule, but other types for the two tables and the output of attention. */
  default MixRule with(GgmlType embedding, GgmlType head, GgmlType attentionOutput) {
    return (tensor, sizes) ->
        switch (tensor.role()) {
          case EMBEDDING -> embedding;
          case HEAD -> head;
          case ATTENTION_OUTPUT -> attentionOutput;
          default -> typeOf(tensor, sizes);
        };
  }

  /** This rule, but another type for down projections of all kinds in some places. */
  default MixRule withDown(GgmlType down, DownPlace place) {
    return (tensor, sizes) ->
        switch (tensor.role()) {
          case DOWN, SHARED_DOWN, EXPERT_DOWN ->
              place.holds(tensor, sizes) ? down : typeOf(tensor, sizes);
          default -> typeOf(tensor, sizes);
        };
  }

  /** A choice among down projections. */
  @FunctionalInterface
  interface DownPlace {
    /** Whether a down projection is meant. */
    boolean holds(CardTensor tensor, ModelSizes sizes);

    /** All of them. */
    DownPlace ALL = (tensor, sizes) -> true;

    /** Those of the first eighth of the layers. */
    DownPlace FIRST_LAYERS = (tensor, sizes) -> tensor.layer() < sizes.layers() / 8;

    /** As many as an eighth of the layers, in file order: experts come before shared experts. */
    DownPlace FIRST_TENSORS =
        (tensor, sizes) -> {
          int before = Math.min(tensor.layer(), sizes.denseLayers());
          int expertLayer = tensor.layer() - before;
          int index = before + 2 * expertLayer + (tensor.role() == TensorRole.SHARED_DOWN ? 1 : 0);
          return index < sizes.layers() / 8;
        };
  }
}
