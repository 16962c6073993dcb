package abruzzi.runtime.synthetic;

import abruzzi.planner.card.FallbackType;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tensors of a model, in the order of files written by mainline tools: first what lies outside
 * of the layers, then layer by layer, by name.
 *
 * <p>Matrices have a deviation of {@code 1 / sqrt(row length)}, so that a row of numbers around 1
 * gives numbers around 1. The embedding has deviation 1: what layers add is then of its size.
 */
final class SyntheticTensors {
  private static final double NORM_DEVIATION = 0.1;
  private static final double BIAS_DEVIATION = 0.01;

  private final SyntheticShape shape;
  private final Dimensions size;
  private final List<SyntheticTensor> tensors = new ArrayList<>();

  private SyntheticTensors(SyntheticShape shape) {
    this.shape = shape;
    this.size = shape.dimensions();
  }

  static List<SyntheticTensor> of(SyntheticShape shape) {
    SyntheticTensors all = new SyntheticTensors(shape);
    all.addAll();
    return List.copyOf(all.tensors);
  }

  private void addAll() {
    matrix("output.weight", shape.headType(), size.hidden(), shape.vocabulary());
    norm("output_norm.weight", size.hidden());
    add(
        "token_embd.weight",
        FallbackType.of(shape.denseType(), size.hidden()),
        0,
        1,
        size.hidden(),
        shape.vocabulary());
    for (int layer = 0; layer < shape.layers(); layer++) {
      String prefix = "blk." + layer + ".";
      attention(prefix);
      if (layer == 0) {
        denseFeedForward(prefix);
      } else {
        experts(prefix);
      }
    }
  }

  private void attention(String prefix) {
    long heads = size.heads();
    int keyWidth = size.nope() + size.rope();
    dense(prefix + "attn_k_b", size.nope(), size.latent(), heads);
    dense(prefix + "attn_kv_a_mqa", size.hidden(), size.latent() + size.rope());
    norm(prefix + "attn_kv_a_norm.weight", size.latent());
    norm(prefix + "attn_norm.weight", size.hidden());
    dense(prefix + "attn_output", heads * size.value(), size.hidden());
    dense(prefix + "attn_q_a", size.hidden(), size.queryRank());
    norm(prefix + "attn_q_a_norm.weight", size.queryRank());
    dense(prefix + "attn_q_b", size.queryRank(), heads * keyWidth);
    dense(prefix + "attn_v_b", size.latent(), size.value(), heads);
  }

  private void denseFeedForward(String prefix) {
    dense(prefix + "ffn_down", size.feedForward(), size.hidden());
    dense(prefix + "ffn_gate", size.hidden(), size.feedForward());
    norm(prefix + "ffn_norm.weight", size.hidden());
    dense(prefix + "ffn_up", size.hidden(), size.feedForward());
  }

  private void experts(String prefix) {
    int hidden = size.hidden();
    int width = size.expertWidth();
    add(prefix + "exp_probs_b.bias", GgmlType.F32, 0, BIAS_DEVIATION, size.experts());
    routed(prefix + "ffn_down_exps", width, hidden);
    dense(prefix + "ffn_down_shexp", width, hidden);
    routed(prefix + "ffn_gate_exps", hidden, width);
    matrix(prefix + "ffn_gate_inp.weight", GgmlType.F32, hidden, size.experts());
    dense(prefix + "ffn_gate_shexp", hidden, width);
    norm(prefix + "ffn_norm.weight", hidden);
    routed(prefix + "ffn_up_exps", hidden, width);
    dense(prefix + "ffn_up_shexp", hidden, width);
  }

  private void norm(String name, long elements) {
    add(name, GgmlType.F32, 1, NORM_DEVIATION, elements);
  }

  private void dense(String name, long... dims) {
    matrix(name + ".weight", shape.denseType(), dims);
  }

  private void routed(String name, long columns, long rows) {
    matrix(name + ".weight", shape.expertType(), columns, rows, size.experts());
  }

  private void matrix(String name, GgmlType wanted, long... dims) {
    add(name, FallbackType.of(wanted, dims[0]), 0, 1 / Math.sqrt((double) dims[0]), dims);
  }

  private void add(String name, GgmlType type, double mean, double deviation, long... dims) {
    List<Long> boxed = Arrays.stream(dims).boxed().toList();
    tensors.add(new SyntheticTensor(name, type, boxed, mean, deviation));
  }
}
