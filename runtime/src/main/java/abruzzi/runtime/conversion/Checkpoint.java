package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.ContentHash;
import abruzzi.quant.safetensors.SafetensorsFile;
import abruzzi.quant.safetensors.SafetensorsTensor;
import abruzzi.quant.safetensors.SafetensorsType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The folder of a published model: its configuration and all of its safetensors files, open. */
public final class Checkpoint implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "model.safetensors.index.json";
  private static final Set<String> ARCHITECTURES =
      Set.of("DeepseekV3ForCausalLM", "DeepseekV2ForCausalLM", "KimiK25ForConditionalGeneration");

  private final Path folder;
  private final JsonNode root;
  private final List<Path> paths = new ArrayList<>();
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, SafetensorsFile> places = new HashMap<>();

  private Checkpoint(Path folder) throws IOException {
    this.folder = folder;
    root = required("config.json");
  }

  /**
   * Opens a folder.
   *
   * @throws IllegalArgumentException if it holds no model of a kind that can be converted, or files
   *     are missing or not complete
   */
  public static Checkpoint open(Path folder) throws IOException {
    Checkpoint checkpoint = new Checkpoint(folder);
    try {
      checkpoint.checkArchitecture();
      for (Path path : checkpoint.parts()) {
        checkpoint.add(path);
      }
      return checkpoint;
    } catch (IOException | RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private void checkArchitecture() {
    String name = architecture();
    if (!ARCHITECTURES.contains(name)) {
      throw fault(
          "architecture '%s' cannot be converted; expected one of %s"
              .formatted(name, String.join(", ", new TreeSet<>(ARCHITECTURES))));
    }
  }

  private List<Path> parts() throws IOException {
    Optional<JsonNode> index = json(INDEX);
    Set<Path> parts = new TreeSet<>();
    if (index.isPresent()) {
      index.get().path("weight_map").forEach(name -> parts.add(folder.resolve(name.asText())));
      for (Path part : parts) {
        if (!Files.exists(part)) {
          throw fault(part.getFileName() + " is missing; the download is not complete");
        }
      }
    } else {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(path -> path.toString().endsWith(".safetensors")).forEach(parts::add);
      }
    }
    if (parts.isEmpty()) {
      throw fault("has no safetensors files");
    }
    return List.copyOf(parts);
  }

  private void add(Path path) throws IOException {
    SafetensorsFile file = SafetensorsFile.open(path, Checkpoint::header);
    files.add(file);
    paths.add(path);
    for (String name : file.tensors().keySet()) {
      if (places.put(name, file) != null) {
        throw new IllegalArgumentException(path + ": tensor " + name + " is in another file, too");
      }
    }
  }

  /** Tells its weights apart from those of others, see {@link ContentHash}. */
  String hash() throws IOException {
    return ContentHash.of(paths);
  }

  private static Map<String, SafetensorsTensor> header(byte[] json) throws IOException {
    Map<String, SafetensorsTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : JSON.readTree(json).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        JsonNode node = entry.getValue();
        List<Long> shape = new ArrayList<>();
        node.path("shape").forEach(dim -> shape.add(dim.asLong()));
        JsonNode offsets = node.path("data_offsets");
        tensors.put(
            entry.getKey(),
            new SafetensorsTensor(
                node.path("dtype").asText(),
                shape,
                offsets.path(0).asLong(-1),
                offsets.path(1).asLong(-1)));
      }
    }
    return tensors;
  }

  /** A JSON file of the folder, empty when there is none of that name. */
  Optional<JsonNode> json(String name) throws IOException {
    Path path = folder.resolve(name);
    return Files.exists(path)
        ? Optional.of(JSON.readTree(Files.readAllBytes(path)))
        : Optional.empty();
  }

  JsonNode required(String name) throws IOException {
    return json(name).orElseThrow(() -> fault("has no " + name));
  }

  /** A fault of the folder. */
  IllegalArgumentException fault(String reason) {
    return new IllegalArgumentException(folder + ": " + reason);
  }

  Path folder() {
    return folder;
  }

  /** Name of the class that runs the model, as in {@code DeepseekV3ForCausalLM}. */
  String architecture() {
    return root.path("architectures").path(0).asText();
  }

  /** The configuration of the text model. */
  JsonNode config() {
    return root.has("text_config") ? root.get("text_config") : root;
  }

  /** How its weights are quantized; a missing node when they are not. */
  JsonNode quantization() {
    JsonNode own = config().path("quantization_config");
    return own.isMissingNode() ? root.path("quantization_config") : own;
  }

  boolean has(String name) {
    return places.containsKey(name);
  }

  /** Names of all tensors. */
  Set<String> names() {
    return places.keySet();
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if it is missing
   */
  SafetensorsTensor tensor(String name) {
    SafetensorsFile file = places.get(name);
    if (file == null) {
      throw fault("tensor " + name + " is missing");
    }
    return file.tensors().get(name);
  }

  /** The bytes of a tensor. */
  MemorySegment data(String name) {
    return places.get(name).data(tensor(name));
  }

  /** The element type of a tensor. */
  SafetensorsType type(String name) {
    try {
      return tensor(name).elementType();
    } catch (IllegalArgumentException e) {
      throw fault("tensor " + name + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
  }
}
