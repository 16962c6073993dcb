package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import com.fasterxml.jackson.databind.JsonNode;

/** The keys of architecture {@code deepseek2} from a configuration. */
final class ConfigMetadata {
  private static final String PREFIX = "deepseek2.";
  private static final int SOFTMAX = 1;
  private static final int SIGMOID = 2;

  /** Readers expect a tenth of {@code mscale_all_dim} as the multiplier of the logarithm. */
  private static final double LOG_MULTIPLIER_UNIT = 0.1;

  private final Checkpoint checkpoint;
  private final JsonNode config;
  private final GgufMetadataBuilder keys;

  private ConfigMetadata(Checkpoint checkpoint, GgufMetadataBuilder keys) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
    this.keys = keys;
  }

  /**
   * Writes the keys.
   *
   * @param name what the model is called
   * @param type the type of most weights
   */
  static void write(Checkpoint checkpoint, String name, GgmlType type, GgufMetadataBuilder keys) {
    new ConfigMetadata(checkpoint, keys).write(name, type);
  }

  private void write(String name, GgmlType type) {
    keys.string("general.architecture", "deepseek2")
        .string("general.type", "model")
        .string("general.name", name)
        .uint32("general.file_type", fileType(type))
        .uint32("general.quantization_version", 2);
    count("block_count", "num_hidden_layers");
    count("context_length", "max_position_embeddings");
    count("embedding_length", "hidden_size");
    count("feed_forward_length", "intermediate_size");
    count("vocab_size", "vocab_size");
    attention();
    experts();
    rotary();
  }

  private static int fileType(GgmlType type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case Q4_0 -> 2;
      default -> 32;
    };
  }

  private void attention() {
    long latent = integer("kv_lora_rank");
    long rope = integer("qk_rope_head_dim");
    count("attention.head_count", "num_attention_heads");
    keys.uint32(PREFIX + "attention.head_count_kv", 1);
    real("attention.layer_norm_rms_epsilon", "rms_norm_eps");
    if (config.path("q_lora_rank").isIntegralNumber()) {
      count("attention.q_lora_rank", "q_lora_rank");
    }
    count("attention.kv_lora_rank", "kv_lora_rank");
    keys.uint32(PREFIX + "attention.key_length", latent + rope)
        .uint32(PREFIX + "attention.value_length", latent)
        .uint32(PREFIX + "attention.key_length_mla", integer("qk_nope_head_dim") + rope);
    count("attention.value_length_mla", "v_head_dim");
    keys.uint32(PREFIX + "rope.dimension_count", rope);
  }

  private void experts() {
    keys.uint32(PREFIX + "leading_dense_block_count", config.path("first_k_dense_replace").asInt());
    count("expert_count", "n_routed_experts");
    count("expert_used_count", "num_experts_per_tok");
    keys.uint32(PREFIX + "expert_shared_count", config.path("n_shared_experts").asInt());
    count("expert_feed_forward_length", "moe_intermediate_size");
    boolean plain = config.path("topk_method").asText().equals("greedy");
    if (!plain) {
      keys.uint32(PREFIX + "expert_group_count", config.path("n_group").asInt(1))
          .uint32(PREFIX + "expert_group_used_count", config.path("topk_group").asInt(1));
    }
    String scoring = config.path("scoring_func").asText("softmax");
    if (!scoring.equals("sigmoid") && !scoring.equals("softmax")) {
      throw checkpoint.fault(
          "config.json: scoring_func '" + scoring + "', expected sigmoid or softmax");
    }
    if (config.path("moe_layer_freq").asInt(1) != 1) {
      throw checkpoint.fault("config.json: moe_layer_freq is not 1");
    }
    keys.uint32(PREFIX + "expert_gating_func", scoring.equals("sigmoid") ? SIGMOID : SOFTMAX)
        .bool(PREFIX + "expert_weights_norm", config.path("norm_topk_prob").asBoolean())
        .float32(PREFIX + "expert_weights_scale", config.path("routed_scaling_factor").asDouble(1));
  }

  private void rotary() {
    keys.float32(PREFIX + "rope.freq_base", config.path("rope_theta").asDouble(10_000));
    JsonNode scaling = config.path("rope_scaling");
    if (!scaling.isObject()) {
      return;
    }
    String type = scaling.path("type").asText(scaling.path("rope_type").asText());
    if (!type.equals("yarn")) {
      throw checkpoint.fault("config.json: rope_scaling of type '" + type + "', expected yarn");
    }
    String own = PREFIX + "rope.scaling.";
    keys.string(own + "type", type)
        .float32(own + "factor", scaling.path("factor").asDouble(1))
        .uint32(
            own + "original_context_length",
            scaling.path("original_max_position_embeddings").asInt(4096))
        .float32(
            own + "yarn_log_multiplier",
            LOG_MULTIPLIER_UNIT * scaling.path("mscale_all_dim").asDouble())
        .float32(own + "yarn_beta_fast", scaling.path("beta_fast").asDouble(32))
        .float32(own + "yarn_beta_slow", scaling.path("beta_slow").asDouble(1));
  }

  private void count(String key, String from) {
    keys.uint32(PREFIX + key, integer(from));
  }

  private void real(String key, String from) {
    if (!config.path(from).isNumber()) {
      throw checkpoint.fault("config.json: " + from + " is missing");
    }
    keys.float32(PREFIX + key, config.path(from).asDouble());
  }

  private long integer(String from) {
    if (!config.path(from).isIntegralNumber()) {
      throw checkpoint.fault("config.json: " + from + " is missing");
    }
    return config.path(from).asLong();
  }
}
