package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.safetensors.SafetensorsTensor;
import abruzzi.quant.safetensors.SafetensorsType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which matrices of a checkpoint make up which tensor in GGUF. Matrices keep their type: 16-bit and
 * 32-bit floats as they are, 8-bit floats as BF16, 4-bit integers as Q4_0; norms, router and its
 * bias are F32.
 */
final class TensorPlan {
  private static final Map<String, String> ATTENTION =
      Map.of(
          "q_proj", "attn_q",
          "q_a_proj", "attn_q_a",
          "q_b_proj", "attn_q_b",
          "kv_a_proj_with_mqa", "attn_kv_a_mqa",
          "o_proj", "attn_output");
  private static final List<String> FEED_FORWARD = List.of("gate", "up", "down");

  /** Parts of a checkpoint that are no part of the text model. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "(vision_tower|mm_projector|multi_modal_projector)\\..*|.*\\.rotary_emb\\..*");

  private final Checkpoint checkpoint;
  private final JsonNode config;
  private final Optional<GgmlType> wanted;
  private final String prefix;
  private final Set<String> used = new HashSet<>();
  private final List<PlannedWeights> tensors = new ArrayList<>();

  /**
   * Plans all tensors.
   *
   * @param wanted type of matrices of floats, empty to keep what they are
   */
  TensorPlan(Checkpoint checkpoint, Optional<GgmlType> wanted) {
    this.checkpoint = checkpoint;
    this.wanted = wanted;
    config = checkpoint.config();
    prefix = checkpoint.has("language_model.model.norm.weight") ? "language_model." : "";
    matrix("token_embd.weight", "model.embed_tokens");
    vector("output_norm.weight", "model.norm.weight");
    if (!config.path("tie_word_embeddings").asBoolean()) {
      matrix("output.weight", "lm_head");
    }
    int layers = count("num_hidden_layers");
    for (int i = 0; i < layers; i++) {
      attention("blk." + i + ".", "model.layers." + i + ".");
      feedForward(i, "blk." + i + ".", "model.layers." + i + ".");
    }
    checkAllUsed(layers);
  }

  /** All tensors, in the order of the file. */
  List<PlannedWeights> tensors() {
    return tensors;
  }

  private int count(String key) {
    JsonNode value = config.path(key);
    if (!value.isIntegralNumber() || value.asInt() < 1) {
      throw checkpoint.fault("config.json: " + key + " is missing or no count");
    }
    return value.asInt();
  }

  private void attention(String to, String from) {
    vector(to + "attn_norm.weight", from + "input_layernorm.weight");
    String own = from + "self_attn.";
    ATTENTION.keySet().stream()
        .sorted()
        .filter(name -> isThere(own + name))
        .forEach(name -> matrix(to + ATTENTION.get(name) + ".weight", own + name));
    if (checkpoint.has(prefix + own + "q_a_layernorm.weight")) {
      vector(to + "attn_q_a_norm.weight", own + "q_a_layernorm.weight");
    }
    vector(to + "attn_kv_a_norm.weight", own + "kv_a_layernorm.weight");
    int heads = count("num_attention_heads");
    int nope = count("qk_nope_head_dim");
    int value = count("v_head_dim");
    WeightRows joint = rows(own + "kv_b_proj");
    GgmlType type = typeOf(own + "kv_b_proj");
    if (joint.rows() != (long) heads * (nope + value)) {
      throw checkpoint.fault(
          "tensor %skv_b_proj has %d rows, expected %d"
              .formatted(own, joint.rows(), (long) heads * (nope + value)));
    }
    long latent = joint.columns();
    add(to + "attn_k_b.weight", type, new KeyRows(joint, heads, nope, value), latent, heads);
    add(to + "attn_v_b.weight", type, new ValueRows(joint, heads, nope, value), value, heads);
  }

  private void feedForward(int layer, String to, String from) {
    vector(to + "ffn_norm.weight", from + "post_attention_layernorm.weight");
    String own = from + "mlp.";
    if (layer < config.path("first_k_dense_replace").asInt()) {
      for (String part : FEED_FORWARD) {
        matrix(to + "ffn_" + part + ".weight", own + part + "_proj");
      }
      return;
    }
    add(to + "ffn_gate_inp.weight", GgmlType.F32, rows(own + "gate"), 0, 0);
    String bias = own + "gate.e_score_correction_bias";
    if (checkpoint.has(prefix + bias)) {
      vector(to + "exp_probs_b.bias", bias);
    }
    for (String part : FEED_FORWARD) {
      if (config.path("n_shared_experts").asInt() > 0) {
        matrix(to + "ffn_" + part + "_shexp.weight", own + "shared_experts." + part + "_proj");
      }
      experts(to + "ffn_" + part + "_exps.weight", own + "experts.", "." + part + "_proj");
    }
  }

  private void experts(String to, String from, String part) {
    int experts = count("n_routed_experts");
    List<WeightRows> parts = new ArrayList<>();
    GgmlType type = typeOf(from + 0 + part);
    for (int e = 0; e < experts; e++) {
      WeightRows rows = rows(from + e + part);
      boolean alike =
          parts.isEmpty()
              || (rows.rows() == parts.get(0).rows() && rows.columns() == parts.get(0).columns());
      if (!alike || typeOf(from + e + part) != type) {
        throw checkpoint.fault("tensor " + from + e + part + " is not like that of expert 0");
      }
      parts.add(rows);
    }
    WeightRows first = parts.get(0);
    List<Long> dims = List.of((long) first.columns(), first.rows(), (long) experts);
    tensors.add(new PlannedWeights(to, type, dims, parts));
  }

  private void matrix(String to, String from) {
    add(to, typeOf(from), rows(from), 0, 0);
  }

  /** Adds a matrix, or, when {@code planes} is above 0, so many of {@code rows} rows. */
  private void add(String to, GgmlType type, WeightRows matrix, long rows, long planes) {
    long columns = matrix.columns();
    List<Long> dims = planes > 0 ? List.of(columns, rows, planes) : List.of(columns, matrix.rows());
    tensors.add(new PlannedWeights(to, type, dims, List.of(matrix)));
  }

  private void vector(String to, String from) {
    SafetensorsTensor tensor = checkpoint.tensor(prefix + from);
    used.add(prefix + from);
    int length = Math.toIntExact(tensor.elements());
    WeightRows row =
        new PlainRows(checkpoint.data(prefix + from), checkpoint.type(prefix + from), 1, length);
    tensors.add(new PlannedWeights(to, GgmlType.F32, List.of((long) length), List.of(row)));
  }

  private boolean isThere(String name) {
    return checkpoint.has(prefix + name + ".weight")
        || checkpoint.has(prefix + name + ".weight_packed");
  }

  private GgmlType typeOf(String name) {
    if (checkpoint.has(prefix + name + ".weight_packed")) {
      return GgmlType.Q4_0;
    }
    return wanted.orElseGet(
        () ->
            switch (checkpoint.type(prefix + name + ".weight")) {
              case F32 -> GgmlType.F32;
              case F16 -> GgmlType.F16;
              default -> GgmlType.BF16;
            });
  }

  private String used(String name) {
    used.add(prefix + name);
    return prefix + name;
  }

  private WeightRows rows(String name) {
    if (checkpoint.has(prefix + name + ".weight_packed")) {
      return packed(name);
    }
    String weight = used(name + ".weight");
    SafetensorsTensor tensor = checkpoint.tensor(weight);
    if (tensor.shape().size() != 2) {
      throw checkpoint.fault("tensor " + weight + " is no matrix");
    }
    long rows = tensor.shape().get(0);
    int columns = Math.toIntExact(tensor.shape().get(1));
    SafetensorsType type = checkpoint.type(weight);
    if (type == SafetensorsType.F8_E4M3) {
      String scale = used(name + ".weight_scale_inv");
      requireShape(
          scale, Math.ceilDiv(rows, ScaledRows.SQUARE), Math.ceilDiv(columns, ScaledRows.SQUARE));
      return new ScaledRows(
          checkpoint.data(weight), checkpoint.data(scale), checkpoint.type(scale), rows, columns);
    }
    if (!type.isReal()) {
      throw checkpoint.fault("tensor " + weight + " holds integers, expected floats");
    }
    return new PlainRows(checkpoint.data(weight), type, rows, columns);
  }

  /** The stored shape is known to be wrong in some checkpoints: that of the packed words counts. */
  private WeightRows packed(String name) {
    checkPacking();
    String packed = used(name + ".weight_packed");
    String scale = used(name + ".weight_scale");
    used(name + ".weight_shape");
    SafetensorsTensor words = checkpoint.tensor(packed);
    if (words.shape().size() != 2 || checkpoint.type(packed) != SafetensorsType.I32) {
      throw checkpoint.fault("tensor " + packed + " is no matrix of I32");
    }
    long rows = words.shape().get(0);
    int columns = Math.toIntExact(8 * words.shape().get(1));
    if (columns % PackedRows.GROUP != 0) {
      throw checkpoint.fault(
          "tensor %s has rows of %d values, expected groups of 32".formatted(packed, columns));
    }
    requireShape(scale, rows, columns / PackedRows.GROUP);
    return new PackedRows(
        checkpoint.data(packed), checkpoint.data(scale), checkpoint.type(scale), rows, columns);
  }

  private void requireShape(String name, long rows, long columns) {
    List<Long> shape = checkpoint.tensor(name).shape();
    if (!shape.equals(List.of(rows, columns))) {
      throw checkpoint.fault(
          "tensor %s has the shape %s, expected [%d, %d]".formatted(name, shape, rows, columns));
    }
  }

  private void checkPacking() {
    JsonNode quantization = checkpoint.quantization();
    JsonNode group = quantization.path("config_groups").path("group_0").path("weights");
    boolean known =
        quantization.path("format").asText().equals("pack-quantized")
            && group.path("num_bits").asInt() == 4
            && group.path("group_size").asInt() == PackedRows.GROUP
            && group.path("symmetric").asBoolean();
    if (!known) {
      throw checkpoint.fault(
          "config.json: packed weights are not of the kind that can be converted; expected"
              + " pack-quantized, 4 bits, symmetric, groups of 32");
    }
  }

  /** Nothing of the text model may be left out, but layers that predict further tokens. */
  private void checkAllUsed(int layers) {
    Pattern layer = Pattern.compile(Pattern.quote(prefix) + "model\\.layers\\.(\\d{1,6})\\..*");
    boolean tied = config.path("tie_word_embeddings").asBoolean();
    for (String name : checkpoint.names()) {
      Matcher place = layer.matcher(name);
      boolean further = place.matches() && Integer.parseInt(place.group(1)) >= layers;
      boolean unneeded = tied && name.equals(prefix + "lm_head.weight");
      if (!used.contains(name) && !further && !unneeded && !OTHERS.matcher(name).matches()) {
        throw checkpoint.fault("tensor " + name + " has no place in GGUF");
      }
    }
  }
}
