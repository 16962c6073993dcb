package abruzzi.planner.card;

import abruzzi.planner.ModelSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tensors of a model of some sizes, in the order of files written by mainline tools. */
final class CardTensors {
  private final ModelSizes sizes;
  private final List<CardTensor> tensors = new ArrayList<>();

  private CardTensors(ModelSizes sizes) {
    this.sizes = sizes;
  }

  static List<CardTensor> of(ModelSizes sizes) {
    CardTensors all = new CardTensors(sizes);
    all.addAll();
    return List.copyOf(all.tensors);
  }

  private void addAll() {
    add("output.weight", TensorRole.HEAD, -1, sizes.hidden(), sizes.vocabulary());
    add("output_norm.weight", TensorRole.EXACT, -1, sizes.hidden());
    add("token_embd.weight", TensorRole.EMBEDDING, -1, sizes.hidden(), sizes.vocabulary());
    for (int layer = 0; layer < sizes.layers(); layer++) {
      attention(layer);
      if (layer < sizes.denseLayers()) {
        feedForward(layer, "", TensorRole.DOWN, sizes.feedForward());
      } else {
        experts(layer);
      }
    }
  }

  private void attention(int layer) {
    int keyWidth = sizes.nope() + sizes.rope();
    long queryRows = (long) sizes.heads() * keyWidth;
    weight(layer, "attn_k_b", TensorRole.ATTENTION, sizes.nope(), sizes.latent(), sizes.heads());
    weight(layer, "attn_kv_a_mqa", TensorRole.ATTENTION, sizes.hidden(), sizes.cacheWidth());
    weight(layer, "attn_kv_a_norm", TensorRole.EXACT, sizes.latent());
    weight(layer, "attn_norm", TensorRole.EXACT, sizes.hidden());
    weight(
        layer,
        "attn_output",
        TensorRole.ATTENTION_OUTPUT,
        (long) sizes.heads() * sizes.value(),
        sizes.hidden());
    if (sizes.queryRank() == 0) {
      weight(layer, "attn_q", TensorRole.ATTENTION, sizes.hidden(), queryRows);
    } else {
      weight(layer, "attn_q_a", TensorRole.ATTENTION, sizes.hidden(), sizes.queryRank());
      weight(layer, "attn_q_a_norm", TensorRole.EXACT, sizes.queryRank());
      weight(layer, "attn_q_b", TensorRole.ATTENTION, sizes.queryRank(), queryRows);
    }
    weight(layer, "attn_v_b", TensorRole.ATTENTION, sizes.latent(), sizes.value(), sizes.heads());
    weight(layer, "ffn_norm", TensorRole.EXACT, sizes.hidden());
  }

  private void feedForward(int layer, String suffix, TensorRole down, long width) {
    weight(layer, "ffn_down" + suffix, down, width, sizes.hidden());
    weight(layer, "ffn_gate" + suffix, TensorRole.GATE_UP, sizes.hidden(), width);
    weight(layer, "ffn_up" + suffix, TensorRole.GATE_UP, sizes.hidden(), width);
  }

  private void experts(int layer) {
    long hidden = sizes.hidden();
    long width = sizes.expertWidth();
    long experts = sizes.experts();
    add("blk." + layer + ".exp_probs_b.bias", TensorRole.EXACT, layer, experts);
    weight(layer, "ffn_down_exps", TensorRole.EXPERT_DOWN, width, hidden, experts);
    weight(layer, "ffn_gate_exps", TensorRole.EXPERT_GATE, hidden, width, experts);
    weight(layer, "ffn_gate_inp", TensorRole.EXACT, hidden, experts);
    weight(layer, "ffn_up_exps", TensorRole.EXPERT_UP, hidden, width, experts);
    feedForward(layer, "_shexp", TensorRole.SHARED_DOWN, width * sizes.sharedExperts());
  }

  private void weight(int layer, String name, TensorRole role, long... dims) {
    add("blk." + layer + "." + name + ".weight", role, layer, dims);
  }

  private void add(String name, TensorRole role, int layer, long... dims) {
    tensors.add(new CardTensor(name, role, layer, Arrays.stream(dims).boxed().toList()));
  }
}
