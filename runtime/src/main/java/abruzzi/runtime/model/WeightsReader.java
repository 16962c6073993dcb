package abruzzi.runtime.model;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.AttentionWeights;
import abruzzi.dense.DenseModel;
import abruzzi.dense.DenseWeights;
import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.LatentExpansion;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.RouterWeights;
import abruzzi.experts.ExpertWeights;
import abruzzi.quant.kernel.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Binds the tensors of a {@code deepseek2} file: with split or joint key and value weights,
 * low-rank or plain queries, separate or fused gate and up experts, tied or untied head.
 */
final class WeightsReader {
  static final String EMBEDDING = "token_embd.weight";
  static final String HEAD = "output.weight";

  private final TensorBinder tensors;
  private final ModelConfig config;
  private final AttentionShape shape;

  WeightsReader(TensorBinder tensors, ModelConfig config) {
    this.tensors = tensors;
    this.config = config;
    this.shape = config.attention();
  }

  /** Finds and checks all tensors of the model. */
  void bind() {
    dense();
    experts();
  }

  DenseModel dense() {
    Matrix embedding = tensors.rows(EMBEDDING, config.vocabulary(), config.hidden());
    List<LayerWeights> layers = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      layers.add(layer(i));
    }
    Matrix head =
        tensors.matrix(tensors.has(HEAD) ? HEAD : EMBEDDING, config.vocabulary(), config.hidden());
    DenseWeights weights =
        new DenseWeights(
            embedding, layers, tensors.vector("output_norm.weight", config.hidden()), head);
    return new DenseModel(shape, config.rotary(), config.router(), weights);
  }

  /** The routed experts of each layer, null for layers without. */
  List<ExpertWeights> experts() {
    List<ExpertWeights> experts = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      experts.add(config.hasExperts(i) ? experts(i) : null);
    }
    return experts;
  }

  private LayerWeights layer(int i) {
    float[] norm = tensors.vector(name(i, "ffn_norm"), config.hidden());
    if (!config.hasExperts(i)) {
      return new LayerWeights(
          attention(i), norm, feedForward(i, "", config.feedForward()), null, null);
    }
    int experts = config.router().experts();
    RouterWeights router =
        new RouterWeights(
            tensors.matrix(name(i, "ffn_gate_inp"), experts, config.hidden()),
            tensors.optionalVector("blk." + i + ".exp_probs_b.bias", experts).orElse(null));
    int sharedWidth = config.sharedExperts() * config.expertFeedForward();
    FeedForwardWeights shared = sharedWidth == 0 ? null : feedForward(i, "_shexp", sharedWidth);
    return new LayerWeights(attention(i), norm, null, router, shared);
  }

  private AttentionWeights attention(int i) {
    int hidden = config.hidden();
    int rank = shape.queryRank();
    long queryRows = (long) shape.heads() * shape.queryWidth();
    boolean plain = rank == 0;
    return new AttentionWeights(
        tensors.vector(name(i, "attn_norm"), hidden),
        plain ? null : tensors.matrix(name(i, "attn_q_a"), rank, hidden),
        plain ? null : tensors.vector(name(i, "attn_q_a_norm"), rank),
        plain
            ? tensors.matrix(name(i, "attn_q"), queryRows, hidden)
            : tensors.matrix(name(i, "attn_q_b"), queryRows, rank),
        tensors.matrix(name(i, "attn_kv_a_mqa"), shape.cacheWidth(), hidden),
        tensors.vector(name(i, "attn_kv_a_norm"), shape.latent()),
        expansion(i),
        tensors.matrix(name(i, "attn_output"), hidden, shape.heads() * shape.value()));
  }

  /**
   * Split weights where the file has them, also beside the joint tensor. Of joint weights the keys
   * are multiplied with from the other side, row by row.
   */
  private LatentExpansion expansion(int i) {
    long heads = shape.heads();
    int latent = shape.latent();
    String joint = name(i, "attn_kv_b");
    if (!tensors.has(name(i, "attn_k_b")) && tensors.has(joint)) {
      return new LatentExpansion.Joint(
          tensors.matrix(joint, heads * (shape.nope() + shape.value()), latent, 1));
    }
    return new LatentExpansion.Split(
        tensors.matrix(name(i, "attn_k_b"), heads * latent, shape.nope(), latent),
        tensors.matrix(name(i, "attn_v_b"), heads * shape.value(), latent, shape.value()));
  }

  private FeedForwardWeights feedForward(int i, String suffix, int width) {
    return new FeedForwardWeights(
        tensors.matrix(name(i, "ffn_gate" + suffix), width, config.hidden()),
        tensors.matrix(name(i, "ffn_up" + suffix), width, config.hidden()),
        tensors.matrix(name(i, "ffn_down" + suffix), config.hidden(), width));
  }

  private ExpertWeights experts(int i) {
    int count = config.router().experts();
    int hidden = config.hidden();
    int width = config.expertFeedForward();
    long rows = (long) count * width;
    String fused = name(i, "ffn_gate_up_exps");
    boolean isFused = tensors.has(fused);
    return new ExpertWeights(
        isFused
            ? tensors.matrix(fused, 2 * rows, hidden, width)
            : tensors.matrix(name(i, "ffn_gate_exps"), rows, hidden, width),
        isFused ? null : tensors.matrix(name(i, "ffn_up_exps"), rows, hidden, width),
        tensors.matrix(name(i, "ffn_down_exps"), (long) count * hidden, width, hidden),
        count);
  }

  private static String name(int layer, String tensor) {
    return "blk." + layer + "." + tensor + ".weight";
  }
}
