package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufValueType;
import abruzzi.runtime.tokenizer.TiktokenVocabulary;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokenizer's keys, from {@code tiktoken.model} or {@code tokenizer.json}. */
final class TokenizerMetadata {
  private static final String PREFIX = "tokenizer.ggml.";
  private static final String TIKTOKEN = "tiktoken.model";
  private static final String TEMPLATE = "chat_template.jinja";
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;

  private final Checkpoint checkpoint;
  private final GgufMetadataBuilder keys;
  private final JsonNode settings;
  private final List<String> tokens;
  private final long[] types;
  private List<String> merges = List.of();

  private TokenizerMetadata(Checkpoint checkpoint, GgufMetadataBuilder keys) throws IOException {
    this.checkpoint = checkpoint;
    this.keys = keys;
    settings = checkpoint.json("tokenizer_config.json").orElse(MissingNode.getInstance());
    int size = checkpoint.config().path("vocab_size").asInt();
    tokens = new ArrayList<>(Collections.nCopies(size, null));
    types = new long[size];
  }

  static void write(Checkpoint checkpoint, GgufMetadataBuilder keys) throws IOException {
    new TokenizerMetadata(checkpoint, keys).write();
  }

  private void write() throws IOException {
    String rule = Files.exists(checkpoint.folder().resolve(TIKTOKEN)) ? tiktoken() : fast();
    for (Map.Entry<String, JsonNode> added : settings.path("added_tokens_decoder").properties()) {
      added(Integer.parseInt(added.getKey()), added.getValue());
    }
    fillGaps(rule.equals("kimi-k2"));
    keys.string(PREFIX + "model", "gpt2")
        .string(PREFIX + "pre", rule)
        .strings(PREFIX + "tokens", tokens)
        .integers(PREFIX + "token_type", GgufValueType.INT32, types)
        .strings(PREFIX + "merges", merges);
    ids();
    Optional<String> template = template();
    if (template.isPresent()) {
      keys.string("tokenizer.chat_template", template.get());
    }
  }

  private String tiktoken() throws IOException {
    Path file = checkpoint.folder().resolve(TIKTOKEN);
    TiktokenVocabulary vocabulary;
    try {
      vocabulary = new TiktokenVocabulary(Files.readAllLines(file));
    } catch (IllegalArgumentException e) {
      throw checkpoint.fault(TIKTOKEN + ": " + e.getMessage());
    }
    List<String> normal = vocabulary.tokens();
    for (int id = 0; id < normal.size(); id++) {
      set(id, normal.get(id), NORMAL);
    }
    merges = vocabulary.merges();
    return "kimi-k2";
  }

  private String fast() throws IOException {
    JsonNode json = checkpoint.required("tokenizer.json");
    JsonNode model = json.path("model");
    if (!model.path("type").asText("BPE").equals("BPE")) {
      throw checkpoint.fault(
          "tokenizer.json: model '" + model.path("type").asText() + "', not BPE");
    }
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      set(entry.getValue().asInt(), entry.getKey(), NORMAL);
    }
    merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray() ? merge.get(0).asText() + " " + merge.get(1).asText() : merge.asText());
    }
    for (JsonNode token : json.path("added_tokens")) {
      added(token.path("id").asInt(-1), token);
    }
    return switch (checkpoint.architecture()) {
      case "DeepseekV3ForCausalLM" -> "deepseek-v3";
      case "DeepseekV2ForCausalLM" -> "deepseek-llm";
      default -> "kimi-k2";
    };
  }

  private void added(int id, JsonNode token) {
    boolean special = token.path("special").asBoolean();
    set(id, token.path("content").asText(), special ? CONTROL : USER_DEFINED);
  }

  private void set(int id, String text, int type) {
    if (id < 0 || id >= types.length) {
      throw checkpoint.fault(
          "token '%s' has the id %d but config.json a vocab_size of %d"
              .formatted(text, id, types.length));
    }
    tokens.set(id, text);
    types[id] = type;
  }

  private void fillGaps(boolean reserved) {
    for (int id = 0; id < types.length; id++) {
      if (tokens.get(id) == null) {
        set(
            id,
            reserved ? "<|reserved_token_" + id + "|>" : "[PAD" + id + "]",
            reserved ? CONTROL : UNUSED);
      }
    }
  }

  private void ids() throws IOException {
    id("bos_token_id", "bos_token");
    JsonNode generation =
        checkpoint.json("generation_config.json").orElse(MissingNode.getInstance());
    JsonNode end = generation.path("eos_token_id");
    JsonNode first = end.isArray() ? end.path(0) : end;
    if (first.isIntegralNumber()) {
      keys.uint32(PREFIX + "eos_token_id", first.asInt());
    } else {
      id("eos_token_id", "eos_token");
    }
    id("padding_token_id", "pad_token");
    id("unknown_token_id", "unk_token");
    if (settings.path("add_bos_token").isBoolean()) {
      keys.bool(PREFIX + "add_bos_token", settings.path("add_bos_token").asBoolean());
    }
  }

  private void id(String key, String from) {
    JsonNode token = settings.path(from);
    String text = token.isObject() ? token.path("content").asText() : token.asText();
    int id = text.isEmpty() ? -1 : tokens.indexOf(text);
    if (id >= 0) {
      keys.uint32(PREFIX + key, id);
    }
  }

  private Optional<String> template() throws IOException {
    Path file = checkpoint.folder().resolve(TEMPLATE);
    if (Files.exists(file)) {
      return Optional.of(Files.readString(file));
    }
    JsonNode template = settings.path("chat_template");
    return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
  }
}
