package abruzzi.runtime.conversion;

import abruzzi.quant.block.BFloat16;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.safetensors.Float8E4M3;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint's folder with the first layers of the demo model, as its publisher would have
 * written it, and what its weights are by tensor.
 */
final class CheckpointFolder {
  static final int LAYERS = 2;
  static final int NORMAL_TOKENS = 4073;

  private static final Path DEMO = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How matrices are stored. */
  enum Form {
    BF16,
    F16,
    /** With a scale for 128 x 128. */
    FP8,
    /** The experts as 4-bit integers, the rest as BF16. */
    INT4
  }

  private record Stored(String type, List<Long> shape, byte[] bytes) {}

  private final Form form;
  private final String prefix;
  private final Map<String, Stored> tensors = new LinkedHashMap<>();

  /** What the weights of each tensor are, rows back to back. */
  final Map<String, float[]> truth = new HashMap<>();

  final GgufMetadata demo;

  CheckpointFolder(Path folder, Form form, String architecture) throws IOException {
    this.form = form;
    boolean nested = architecture.startsWith("Kimi");
    prefix = nested ? "language_model." : "";
    try (GgufFile file = GgufFile.open(DEMO)) {
      demo = file.metadata();
      matrix(file, "token_embd.weight", "model.embed_tokens", false);
      vector(file, "output_norm.weight", "model.norm.weight");
      matrix(file, "output.weight", "lm_head", false);
      for (int i = 0; i < LAYERS; i++) {
        layer(file, i);
      }
    }
    Files.createDirectories(folder);
    config(folder, architecture, nested);
    tokenizer(folder, nested);
    weights(folder);
  }

  private void layer(GgufFile file, int i) {
    String from = "blk." + i + ".";
    String to = "model.layers." + i + ".";
    vector(file, from + "attn_norm.weight", to + "input_layernorm.weight");
    vector(file, from + "attn_q_a_norm.weight", to + "self_attn.q_a_layernorm.weight");
    vector(file, from + "attn_kv_a_norm.weight", to + "self_attn.kv_a_layernorm.weight");
    vector(file, from + "ffn_norm.weight", to + "post_attention_layernorm.weight");
    matrix(file, from + "attn_q_a.weight", to + "self_attn.q_a_proj", false);
    matrix(file, from + "attn_q_b.weight", to + "self_attn.q_b_proj", false);
    matrix(file, from + "attn_kv_a_mqa.weight", to + "self_attn.kv_a_proj_with_mqa", false);
    matrix(file, from + "attn_output.weight", to + "self_attn.o_proj", false);
    joint(file, from, to);
    boolean routed = i > 0;
    if (routed) {
      TensorInfo router = file.tensor(from + "ffn_gate_inp.weight").orElseThrow();
      put(
          to + "mlp.gate.weight",
          "F32",
          List.of(router.dim(1), router.dim(0)),
          floats(values(file, router)));
      truth.put(from + "ffn_gate_inp.weight", values(file, router));
      vector(file, from + "exp_probs_b.bias", to + "mlp.gate.e_score_correction_bias");
    }
    for (String part : List.of("gate", "up", "down")) {
      if (routed) {
        matrix(
            file,
            from + "ffn_" + part + "_shexp.weight",
            to + "mlp.shared_experts." + part + "_proj",
            false);
        experts(file, from + "ffn_" + part + "_exps.weight", to + "mlp.experts.", part + "_proj");
      } else {
        matrix(file, from + "ffn_" + part + ".weight", to + "mlp." + part + "_proj", false);
      }
    }
  }

  private static float[] values(GgufFile file, TensorInfo tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    BlockFormats.of(tensor.type())
        .orElseThrow()
        .decode(file.data(tensor), 0, values.length, values, 0);
    return values;
  }

  private void vector(GgufFile file, String from, String to) {
    float[] values = values(file, file.tensor(from).orElseThrow());
    put(to, "F32", List.of((long) values.length), floats(values));
    truth.put(from, values);
  }

  private void matrix(GgufFile file, String from, String to, boolean expert) {
    TensorInfo tensor = file.tensor(from).orElseThrow();
    long rows = tensor.dim(1);
    truth.put(from, matrix(to, values(file, tensor), rows, tensor.dim(0), expert));
  }

  private void experts(GgufFile file, String from, String to, String part) {
    TensorInfo tensor = file.tensor(from).orElseThrow();
    float[] values = values(file, tensor);
    int each = Math.toIntExact(tensor.dim(0) * tensor.dim(1));
    float[] all = new float[values.length];
    for (int e = 0; e < tensor.dim(2); e++) {
      float[] own = new float[each];
      System.arraycopy(values, e * each, own, 0, each);
      float[] stored = matrix(to + e + "." + part, own, tensor.dim(1), tensor.dim(0), true);
      System.arraycopy(stored, 0, all, e * each, each);
    }
    truth.put(from, all);
  }

  /** Puts key and value parts together, as {@code [heads][nope + value][latent]}. */
  private void joint(GgufFile file, String from, String to) {
    TensorInfo k = file.tensor(from + "attn_k_b.weight").orElseThrow();
    TensorInfo v = file.tensor(from + "attn_v_b.weight").orElseThrow();
    int nope = (int) k.dim(0);
    int latent = (int) k.dim(1);
    int heads = (int) k.dim(2);
    int value = (int) v.dim(1);
    float[] key = values(file, k);
    float[] val = values(file, v);
    float[] joint = new float[heads * (nope + value) * latent];
    for (int h = 0; h < heads; h++) {
      for (int r = 0; r < latent; r++) {
        for (int n = 0; n < nope; n++) {
          joint[(h * (nope + value) + n) * latent + r] = key[(h * latent + r) * nope + n];
        }
        for (int o = 0; o < value; o++) {
          joint[(h * (nope + value) + nope + o) * latent + r] = val[(h * value + o) * latent + r];
        }
      }
    }
    float[] stored =
        matrix(to + "self_attn.kv_b_proj", joint, (long) heads * (nope + value), latent, false);
    for (int h = 0; h < heads; h++) {
      for (int r = 0; r < latent; r++) {
        for (int n = 0; n < nope; n++) {
          key[(h * latent + r) * nope + n] = stored[(h * (nope + value) + n) * latent + r];
        }
        for (int o = 0; o < value; o++) {
          val[(h * value + o) * latent + r] = stored[(h * (nope + value) + nope + o) * latent + r];
        }
      }
    }
    truth.put(from + "attn_k_b.weight", key);
    truth.put(from + "attn_v_b.weight", val);
  }

  /** Stores a matrix and returns what it is then. */
  private float[] matrix(String name, float[] values, long rows, long columns, boolean expert) {
    List<Long> shape = List.of(rows, columns);
    if (form == Form.FP8) {
      return fp8(name, values, (int) rows, (int) columns);
    }
    if (form == Form.INT4 && expert) {
      return int4(name, values, (int) rows, (int) columns);
    }
    boolean half = form == Form.F16;
    float[] stored = new float[values.length];
    byte[] raw = new byte[2 * values.length];
    ByteBuffer bytes = over(raw);
    for (int i = 0; i < values.length; i++) {
      short bits = half ? Float.floatToFloat16(values[i]) : BFloat16.fromFloat(values[i]);
      bytes.putShort(bits);
      stored[i] = half ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
    }
    put(name + ".weight", half ? "F16" : "BF16", shape, raw);
    return stored;
  }

  private float[] fp8(String name, float[] values, int rows, int columns) {
    int squares = Math.ceilDiv(columns, 128);
    float[] scales = new float[Math.ceilDiv(rows, 128) * squares];
    for (int i = 0; i < values.length; i++) {
      int square = i / columns / 128 * squares + i % columns / 128;
      scales[square] = Math.max(scales[square], Math.abs(values[i]) / 448);
    }
    for (int s = 0; s < scales.length; s++) { // powers of two, so that BF16 holds the products
      scales[s] = Math.scalb(1f, Math.getExponent(scales[s]) + 1);
    }
    byte[] codes = new byte[values.length];
    float[] stored = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i / columns / 128 * squares + i % columns / 128];
      codes[i] = nearest(values[i] / scale);
      stored[i] = Float8E4M3.toFloat(codes[i]) * scale;
    }
    put(name + ".weight", "F8_E4M3", List.of((long) rows, (long) columns), codes);
    put(
        name + ".weight_scale_inv",
        "F32",
        List.of((long) Math.ceilDiv(rows, 128), (long) squares),
        floats(scales));
    return stored;
  }

  private static byte nearest(float value) {
    int low = 0;
    int high = 0x7E;
    float magnitude = Math.abs(value);
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (Float8E4M3.toFloat((byte) middle) <= magnitude) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return (byte) (value < 0 ? low | 0x80 : low);
  }

  private float[] int4(String name, float[] values, int rows, int columns) {
    byte[] packed = new byte[values.length / 2];
    byte[] rawScales = new byte[2 * values.length / 32];
    ByteBuffer scales = over(rawScales);
    float[] stored = new float[values.length];
    for (int g = 0; g < values.length; g += 32) {
      float most = 0;
      for (int c = g; c < g + 32; c++) {
        most = Math.max(most, Math.abs(values[c]));
      }
      short bits = BFloat16.fromFloat(most / 7);
      float scale = BFloat16.toFloat(bits);
      scales.putShort(bits);
      for (int c = g; c < g + 32; c++) {
        int q = Math.clamp(scale == 0 ? 0 : Math.round(values[c] / scale), -7, 7);
        packed[c / 2] |= (byte) ((q + 8) << (c % 2 * 4));
        stored[c] = q * scale;
      }
    }
    put(name + ".weight_packed", "I32", List.of((long) rows, columns / 8L), packed);
    put(name + ".weight_scale", "BF16", List.of((long) rows, columns / 32L), rawScales);
    byte[] shape = new byte[8]; // wrong, as in some checkpoints
    put(name + ".weight_shape", "I32", List.of(2L), shape);
    return stored;
  }

  private static ByteBuffer over(byte[] raw) {
    return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] floats(float[] values) {
    byte[] raw = new byte[4 * values.length];
    over(raw).asFloatBuffer().put(values);
    return raw;
  }

  private void put(String name, String type, List<Long> shape, byte[] bytes) {
    tensors.put(prefix + name, new Stored(type, shape, bytes));
  }

  private long key(String name) {
    return demo.integer("deepseek2." + name).orElseThrow();
  }

  private double real(String name) {
    return demo.real("deepseek2." + name).orElseThrow();
  }

  private void config(Path folder, String architecture, boolean nested) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("architectures").add(architecture);
    ObjectNode config = nested ? root.putObject("text_config") : root;
    long rope = key("rope.dimension_count");
    config
        .put("num_hidden_layers", LAYERS)
        .put("hidden_size", key("embedding_length"))
        .put("intermediate_size", key("feed_forward_length"))
        .put("max_position_embeddings", key("context_length"))
        .put("vocab_size", key("vocab_size"))
        .put("num_attention_heads", key("attention.head_count"))
        .put("q_lora_rank", key("attention.q_lora_rank"))
        .put("kv_lora_rank", key("attention.kv_lora_rank"))
        .put("qk_nope_head_dim", key("attention.key_length_mla") - rope)
        .put("qk_rope_head_dim", rope)
        .put("v_head_dim", key("attention.value_length_mla"))
        .put("rms_norm_eps", 1e-6)
        .put("rope_theta", real("rope.freq_base"))
        .put("first_k_dense_replace", 1)
        .put("n_routed_experts", key("expert_count"))
        .put("num_experts_per_tok", key("expert_used_count"))
        .put("n_shared_experts", 1)
        .put("moe_intermediate_size", key("expert_feed_forward_length"))
        .put("scoring_func", "sigmoid")
        .put("topk_method", "noaux_tc")
        .put("n_group", 1)
        .put("topk_group", 1)
        .put("norm_topk_prob", true)
        .put("routed_scaling_factor", 2.827);
    config
        .putObject("rope_scaling")
        .put("type", "yarn")
        .put("factor", real("rope.scaling.factor"))
        .put("original_max_position_embeddings", key("rope.scaling.original_context_length"))
        .put("beta_fast", 32.0)
        .put("beta_slow", 1.0)
        .put("mscale", 1.0)
        .put("mscale_all_dim", 1.0);
    if (form == Form.INT4) {
      ObjectNode quantization = config.putObject("quantization_config");
      quantization
          .put("format", "pack-quantized")
          .putObject("config_groups")
          .putObject("group_0")
          .putObject("weights")
          .put("num_bits", 4)
          .put("group_size", 32)
          .put("symmetric", true);
    }
    JSON.writeValue(folder.resolve("config.json").toFile(), root);
  }

  private void tokenizer(Path folder, boolean tiktoken) throws IOException {
    List<String> tokens = demo.strings("tokenizer.ggml.tokens").orElseThrow();
    ObjectNode settings = JSON.createObjectNode();
    settings.put("bos_token", "[BOS]").put("pad_token", "[PAD]").put("add_bos_token", false);
    settings.putObject("eos_token").put("content", "[EOS]");
    settings.put("chat_template", demo.string("tokenizer.chat_template").orElseThrow());
    ObjectNode json = JSON.createObjectNode();
    ObjectNode model = json.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    ArrayNode merges = model.putArray("merges");
    demo.strings("tokenizer.ggml.merges").orElseThrow().forEach(merges::add);
    ArrayNode added = json.putArray("added_tokens");
    ObjectNode decoder = settings.putObject("added_tokens_decoder");
    StringBuilder lines = new StringBuilder();
    for (int id = 0; id < tokens.size(); id++) {
      if (id < NORMAL_TOKENS) {
        vocabulary.put(tokens.get(id), id);
        byte[] bytes = bytes(tokens.get(id));
        lines.append(Base64.getEncoder().encodeToString(bytes)).append(' ').append(id).append('\n');
      } else if (tiktoken) {
        decoder.putObject(Integer.toString(id)).put("content", tokens.get(id)).put("special", true);
      } else {
        added.addObject().put("id", id).put("content", tokens.get(id)).put("special", true);
      }
    }
    JSON.writeValue(folder.resolve("tokenizer_config.json").toFile(), settings);
    if (tiktoken) {
      Files.writeString(folder.resolve("tiktoken.model"), lines);
    } else {
      JSON.writeValue(folder.resolve("tokenizer.json").toFile(), json);
    }
  }

  /** The bytes of a token: printable bytes are themselves, the others from U+0100 on in order. */
  private static byte[] bytes(String token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c < 0x100) {
        out.write(c);
        continue;
      }
      int left = c - 0x100;
      int value = -1;
      while (left >= 0) {
        value++;
        boolean printable =
            (value >= 0x21 && value <= 0x7E) || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
        left -= printable ? 0 : 1;
      }
      out.write(value);
    }
    return out.toByteArray();
  }

  /** Writes the weights in two files with an index. */
  private void weights(Path folder) throws IOException {
    ObjectNode index = JSON.createObjectNode();
    ObjectNode places = index.putObject("weight_map");
    List<String> names = List.copyOf(tensors.keySet());
    for (int part = 0; part < 2; part++) {
      String file = "model-0000%d-of-00002.safetensors".formatted(part + 1);
      List<String> own = names.subList(part * names.size() / 2, (part + 1) * names.size() / 2);
      own.forEach(name -> places.put(name, file));
      write(folder.resolve(file), own);
    }
    JSON.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
  }

  private void write(Path path, List<String> names) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long at = 0;
    for (String name : names) {
      Stored tensor = tensors.get(name);
      ObjectNode entry = header.putObject(name).put("dtype", tensor.type);
      ArrayNode shape = entry.putArray("shape");
      tensor.shape.forEach(shape::add);
      entry.putArray("data_offsets").add(at).add(at + tensor.bytes.length);
      at += tensor.bytes.length;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(path)) {
      byte[] length = new byte[8];
      over(length).putLong(json.length);
      out.write(length);
      out.write(json);
      for (String name : names) {
        out.write(tensors.get(name).bytes);
      }
    }
  }
}
