package abruzzi.cli.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  private static final String DEMO = TestModels.DEMO.toString();

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();
  private Path worse;
  private Path text;
  private Path page;

  @BeforeEach
  void files() throws IOException {
    worse = worse(folder.resolve("worse.gguf"));
    text =
        Files.writeString(
            folder.resolve("text.txt"), "The capital of France is Paris. K2 is high.".repeat(20));
    page = folder.resolve("report.html");
  }

  /** The demo model with Q4_0 instead of Q4_K in the experts. */
  private static Path worse(Path path) throws IOException {
    try (GgufFile demo = GgufFile.open(TestModels.DEMO)) {
      GgufWriter writer = new GgufWriter(demo.metadata());
      for (TensorInfo tensor : demo.tensors()) {
        boolean change = tensor.name().contains("_exps") && tensor.type() == GgmlType.Q4_K;
        writer.tensor(
            tensor.name(),
            change ? GgmlType.Q4_0 : tensor.type(),
            tensor.dims(),
            change ? encoded(demo, tensor) : demo.data(tensor));
      }
      writer.write(path);
      return path;
    }
  }

  private static MemorySegment encoded(GgufFile file, TensorInfo tensor) {
    int elements = Math.toIntExact(tensor.elements());
    float[] values = new float[elements];
    BlockFormats.of(tensor.type()).orElseThrow().decode(file.data(tensor), 0, elements, values, 0);
    byte[] bytes = new byte[Math.toIntExact(GgmlType.Q4_0.rowBytes(elements))];
    MemorySegment target = MemorySegment.ofArray(bytes);
    BlockEncoders.of(GgmlType.Q4_0).orElseThrow().encode(values, 0, elements, target, 0);
    return target;
  }

  private int compare(CapturedConsole console, Path out, String models, String... more) {
    String[] command = {
      "compare",
      "--base",
      DEMO,
      "--models",
      models,
      "-f",
      text.toString(),
      "--context",
      "32",
      "--windows",
      "4",
      "--no-speed",
      "-o",
      out.toString()
    };
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return console.execute(all);
  }

  @Test
  void aReportOfTwoModelsOneOfWhichFails() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.gguf"), "no model at all");
    String profile = "rtx4090-256gb-ddr5-2ch";
    assertEquals(1, compare(captured, page, broken + "," + worse, "--profile", profile));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertEquals(4, json.at("/texts/0/windows").asInt());
    assertEquals(60, json.at("/texts/0/scored_tokens").asInt());
    assertEquals(3, json.at("/models").size());
    assertTrue(json.at("/models/1/error").asText().contains("not a GGUF file"), json.toString());
    JsonNode base = json.at("/models/0");
    JsonNode other = json.at("/models/2");
    assertTrue(base.at("/scores/0/divergence").isMissingNode());
    assertTrue(other.at("/scores/0/divergence/mean_kld").asDouble() > 1e-6, other.toString());
    assertEquals(51, other.at("/scores/0/divergence/kld_percentiles").size());
    assertEquals(6, other.at("/layer_errors").size());
    assertTrue(other.at("/layer_errors/3").asDouble() > 0.01, other.toString());
    assertTrue(other.at("/verdict/fits").asBoolean());
    assertEquals(other.at("/size_bytes").asLong(), Files.size(worse));
    assertTrue(captured.out().contains("broken failed: "), captured.out());
    assertTrue(captured.out().contains("worse  "), captured.out());
    String html = Files.readString(page);
    assertTrue(html.contains("Licensed to the Apache Software Foundation"), "the charts' licence");
    assertFalse(html.contains("{{ "), "nothing is left of the template");
    assertFalse(html.contains("<script src") || html.contains("<link "), "needs no other file");
    assertTrue(html.contains("<b>worse</b>"));
  }

  @Test
  void whatWasKilledIsContinuedToTheSameReport() throws IOException {
    assertEquals(0, compare(captured, page, worse.toString()), captured.err());
    Path second = folder.resolve("second.html");
    Path state = Files.createDirectory(folder.resolve("second.html.state"));
    try (Stream<Path> known = Files.list(folder.resolve("report.html.state"))) {
      for (Path file : known.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        boolean log = !file.toString().endsWith(".json");
        if (log) { // what a kill in the middle of a window leaves
          Files.write(
              state.resolve(file.getFileName()), Arrays.copyOf(bytes, bytes.length * 5 / 8));
        }
      }
    }
    assertEquals(0, compare(new CapturedConsole(), second, worse.toString()));
    assertArrayEquals(Files.readAllBytes(page), Files.readAllBytes(second));
    byte[] json = Files.readAllBytes(folder.resolve("second.json"));
    assertArrayEquals(Files.readAllBytes(folder.resolve("report.json")), json);
    CapturedConsole again = new CapturedConsole();
    assertEquals(0, compare(again, page, worse.toString(), "--json"));
    assertEquals(new String(json, StandardCharsets.UTF_8), again.out());
  }

  @Test
  void modelsOfAnotherVocabularyAreRefusedBeforeAnythingIsComputed() throws IOException {
    List<String> tokens;
    try (GgufFile demo = GgufFile.open(TestModels.DEMO)) {
      tokens = new ArrayList<>(demo.metadata().strings("tokenizer.ggml.tokens").get());
    }
    tokens.set(300, "another");
    Path other =
        TestModels.withMetadata(
            folder.resolve("other.gguf"), Map.of("tokenizer.ggml.tokens", tokens));
    assertEquals(1, compare(captured, page, worse + "," + other));
    assertTrue(captured.err().contains("only models of the same vocabulary"), captured.err());
    assertEquals(1, captured.err().lines().count(), captured.err());
    assertFalse(Files.exists(page));
  }

  @Test
  void badUsageAndBadFiles() {
    assertEquals(2, compare(captured, page, worse.toString(), "-m", DEMO));
    assertTrue(captured.err().contains("--model is not for comparisons"), captured.err());
    CapturedConsole none = new CapturedConsole();
    assertEquals(
        1, none.execute("compare", "--base", "/nowhere", "--models", "x", "-f", "y", "-o", "z"));
    assertTrue(none.err().contains("/nowhere: no such file"), none.err());
  }
}
