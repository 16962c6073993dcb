package abruzzi.quant.mix;

import static abruzzi.quant.gguf.GgmlType.IQ2_S;
import static abruzzi.quant.gguf.GgmlType.IQ2_XXS;
import static abruzzi.quant.gguf.GgmlType.IQ3_S;
import static abruzzi.quant.gguf.GgmlType.IQ3_XXS;
import static abruzzi.quant.gguf.GgmlType.Q2_K;
import static abruzzi.quant.gguf.GgmlType.Q3_K;
import static abruzzi.quant.gguf.GgmlType.Q4_1;
import static abruzzi.quant.gguf.GgmlType.Q4_K;
import static abruzzi.quant.gguf.GgmlType.Q5_1;
import static abruzzi.quant.gguf.GgmlType.Q5_K;
import static abruzzi.quant.gguf.GgmlType.Q6_K;
import static abruzzi.quant.gguf.GgmlType.Q8_0;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;

/**
 * The types that a mix gives to the tensors of a model, asked for in file order.
 *
 * <p>Source: the choices of llama.cpp's quantizer for this architecture.
 */
final class MixRules {
  private final Mix mix;
  private final ModelShape shape;
  private final boolean importance;
  private int downs;
  private int keyValues;

  MixRules(Mix mix, ModelShape shape, boolean importance) {
    this.mix = mix;
    this.shape = shape;
    this.importance = importance;
  }

  /** The type of the next tensor. */
  GgmlType type(TensorInfo tensor, TensorRole role) {
    int layer = TensorRole.layer(tensor.name());
    return switch (role) {
      case KEPT -> tensor.type();
      case OUTPUT -> output(tensor);
      case EMBEDDING -> shape.tiedEmbeddings() ? output(tensor) : embedding();
      case KEY_VALUE -> keyValue(keyValues++);
      case ATTENTION_OUTPUT -> attentionOutput();
      case DOWN -> down(layer, downs++);
      case GATE_OR_UP -> gateOrUp(layer);
      case OTHER -> mix.base();
    };
  }

  private GgmlType output(TensorInfo tensor) {
    if (mix.base().blockElements() == 1) {
      return mix.base();
    }
    if (tensor.dim(0) % mix.base().blockElements() != 0) {
      return Q8_0;
    }
    return switch (mix) {
      case Q8_0 -> Q8_0;
      case IQ3_XXS, IQ2_M, IQ2_S, IQ2_XS, IQ2_XXS, IQ1_M, IQ1_S -> Q5_K;
      default -> Q6_K;
    };
  }

  private GgmlType embedding() {
    return switch (mix) {
      case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> Q2_K;
      case IQ2_S, IQ2_M, IQ3_XXS -> IQ3_S;
      case TQ1_0, TQ2_0 -> Q4_K;
      default -> mix.base();
    };
  }

  private GgmlType keyValue(int index) {
    boolean shared = shape.sharedHeads() >= 4;
    return switch (mix) {
      case IQ2_XXS, IQ2_XS, IQ2_S, IQ2_M, IQ1_S, IQ1_M, IQ3_M -> Q4_K;
      case Q2_K -> shared ? Q4_K : Q3_K;
      case Q2_K_S, IQ3_XS, IQ3_S -> shared ? Q4_K : mix.base();
      case IQ3_XXS -> shared ? Q4_K : importance ? IQ3_XXS : IQ3_S;
      case Q3_K_M -> index < 2 ? Q5_K : Q4_K;
      case Q3_K_L -> Q5_K;
      case IQ4_NL, IQ4_XS -> shared ? Q5_K : mix.base();
      case Q4_K_M, Q5_K_M -> needsMoreBits(index) ? Q6_K : mix.base();
      case Q4_K_S -> index < 4 ? Q5_K : mix.base();
      default -> mix.base();
    };
  }

  private GgmlType attentionOutput() {
    return switch (mix) {
      case IQ1_S, IQ1_M -> IQ2_XXS;
      case IQ2_S, IQ2_M, IQ3_XXS -> IQ3_S;
      case Q2_K -> Q3_K;
      case Q3_K_M, IQ3_M -> Q4_K;
      case Q3_K_L -> Q5_K;
      default -> mix.base();
    };
  }

  private GgmlType down(int layer, int index) {
    int layers = shape.layers();
    boolean early = layer < layers / 8;
    return switch (mix) {
      case IQ2_XXS, IQ2_XS, IQ1_S, IQ1_M -> index < layers / 8 ? Q2_K : mix.base();
      case IQ2_S, IQ2_M -> index < layers / 8 ? IQ3_S : mix.base();
      case Q2_K -> Q3_K;
      case Q2_K_S -> early ? Q4_K : mix.base();
      case IQ3_XXS -> importance ? mix.base() : early ? Q4_K : Q3_K;
      case Q3_K_M -> layer < layers / 16 ? Q5_K : Q4_K;
      case IQ3_M -> early ? Q4_K : mix.base();
      case Q3_K_L -> Q5_K;
      case Q4_K_M, Q5_K_M -> needsMoreBits(layer) ? Q6_K : mix.base();
      case IQ4_NL, IQ4_XS -> early && !importance ? Q5_K : mix.base();
      case Q4_K_S -> early ? Q5_K : mix.base();
      case Q4_0 -> early && importance ? Q4_1 : mix.base();
      case Q5_0 -> early && importance ? Q5_1 : mix.base();
      default -> mix.base();
    };
  }

  private GgmlType gateOrUp(int layer) {
    int layers = shape.layers();
    boolean middle = layer >= layers / 8 && layer < 7 * layers / 8;
    return mix == Mix.IQ3_XS && middle ? IQ3_XXS : mix.base();
  }

  private boolean needsMoreBits(int layer) {
    int eighth = shape.layers() / 8;
    return layer < eighth || layer >= 7 * shape.layers() / 8 || (layer - eighth) % 3 == 2;
  }
}
