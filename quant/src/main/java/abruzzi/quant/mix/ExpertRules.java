package abruzzi.quant.mix;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.List;

/**
 * The types of a mix for models with experts: the routed experts, nearly all of the weights, get
 * the mix's type, their down matrices the next higher one, both one higher yet in the first eighth
 * of the layers; everything else, which every token needs, stays at 4 to 8 bit.
 *
 * <pre>{@code
 * output, attention, shared expert, dense layers   Q6_K
 * joint key and value weights                      Q8_0
 * embedding                                        Q4_K
 * experts, gate and up                             base        one step up in the first layers
 * experts, down                                    one step up       two steps
 * }</pre>
 *
 * <p>After the published description of such files; which steps they take is our choice.
 */
final class ExpertRules {
  private static final List<GgmlType> GRID_STEPS =
      List.of(
          GgmlType.IQ1_S,
          GgmlType.IQ1_M,
          GgmlType.IQ2_XXS,
          GgmlType.IQ2_XS,
          GgmlType.IQ2_S,
          GgmlType.IQ3_XXS,
          GgmlType.IQ3_S,
          GgmlType.IQ4_XS,
          GgmlType.Q5_K,
          GgmlType.Q6_K);
  private static final List<GgmlType> PLAIN_STEPS =
      List.of(
          GgmlType.TQ1_0,
          GgmlType.Q2_K,
          GgmlType.Q3_K,
          GgmlType.Q4_K,
          GgmlType.Q5_K,
          GgmlType.Q6_K,
          GgmlType.Q8_0);

  private final Mix mix;
  private final ModelShape shape;

  ExpertRules(Mix mix, ModelShape shape) {
    this.mix = mix;
    this.shape = shape;
  }

  GgmlType type(TensorInfo tensor, TensorRole role) {
    return switch (role) {
      case KEPT -> tensor.type();
      case EMBEDDING -> shape.tiedEmbeddings() ? GgmlType.Q6_K : GgmlType.Q4_K;
      case KEY_VALUE -> GgmlType.Q8_0;
      case GATE_OR_UP, DOWN -> feedForward(tensor, role);
      default -> GgmlType.Q6_K;
    };
  }

  private GgmlType feedForward(TensorInfo tensor, TensorRole role) {
    if (!tensor.name().contains("_exps")) {
      return GgmlType.Q6_K;
    }
    int first = shape.denseLayers();
    int early = first + Math.ceilDiv(shape.layers() - first, 8);
    int steps =
        (TensorRole.layer(tensor.name()) < early ? 1 : 0) + (role == TensorRole.DOWN ? 1 : 0);
    List<GgmlType> order = GRID_STEPS.contains(mix.base()) ? GRID_STEPS : PLAIN_STEPS;
    return order.get(Math.min(order.indexOf(mix.base()) + steps, order.size() - 1));
  }
}
