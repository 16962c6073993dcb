package abruzzi.runtime.conversion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.runtime.conversion.CheckpointFolder.Form;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders with the demo model's weights, converted and compared with what was put into them. */
class ConversionTest {
  private static final String V3 = "DeepseekV3ForCausalLM";
  private static final String K25 = "KimiK25ForConditionalGeneration";

  @TempDir private Path folder;

  private List<Path> convert(Path from, Optional<GgmlType> type, OptionalLong split)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(from)) {
      Conversion conversion = new Conversion(checkpoint, "Tiny", type);
      long[] written = new long[1];
      List<Path> paths =
          conversion.write(folder.resolve("out.gguf"), split, bytes -> written[0] += bytes);
      assertEquals(conversion.dataBytes(), written[0]);
      Verification verified = conversion.verify(paths.get(0), bytes -> {});
      assertEquals(0, verified.wrong(), verified.toString());
      assertEquals(0, verified.rounded(), verified.toString());
      assertTrue(verified.values() > 8_000_000, verified.toString());
      return paths;
    }
  }

  private static void assertExact(CheckpointFolder checkpoint, GgufFile file, GgmlType type) {
    assertEquals(checkpoint.truth.size(), file.tensors().size());
    for (TensorInfo tensor : file.tensors()) {
      float[] actual = new float[Math.toIntExact(tensor.elements())];
      BlockFormats.of(tensor.type())
          .orElseThrow()
          .decode(file.data(tensor), 0, actual.length, actual, 0);
      assertArrayEquals(checkpoint.truth.get(tensor.name()), actual, tensor.name());
      boolean kept = tensor.dims().size() == 1 || tensor.name().contains("gate_inp");
      boolean packed = type == GgmlType.Q4_0 && !tensor.name().contains("_exps");
      GgmlType expected = kept ? GgmlType.F32 : packed ? GgmlType.BF16 : type;
      assertEquals(expected, tensor.type(), tensor.name());
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void weightsAreExact(Form form) throws IOException {
    Path from = folder.resolve("checkpoint");
    String architecture = form == Form.INT4 ? K25 : V3;
    CheckpointFolder checkpoint = new CheckpointFolder(from, form, architecture);
    GgmlType type =
        switch (form) {
          case BF16, FP8 -> GgmlType.BF16;
          case F16 -> GgmlType.F16;
          case INT4 -> GgmlType.Q4_0;
        };
    List<Path> paths = convert(from, Optional.empty(), OptionalLong.empty());
    try (GgufFile file = GgufFile.open(paths.get(0))) {
      assertExact(checkpoint, file, type);
      assertMetadata(checkpoint.demo, file.metadata(), form == Form.INT4);
    }
    try (KimiModel model = KimiModel.open(paths.get(0), LoadOptions.threads(1));
        Session session = Session.open(model, SessionOptions.defaults().withContext(8))) {
      assertEquals(4096, session.feed(406, 509, 302).length);
    }
  }

  private static void assertMetadata(GgufMetadata demo, GgufMetadata actual, boolean kimi) {
    for (String key : demo.values().keySet()) {
      boolean own = key.startsWith("general.") || key.equals("deepseek2.block_count");
      boolean unknown = key.endsWith("unknown_token_id") || key.endsWith("eot_token_id");
      if (!own && !unknown && !key.endsWith(".pre")) {
        assertEquals(demo.typeOf(key), actual.typeOf(key), key);
        Object expected = demo.values().get(key);
        if (expected instanceof long[] numbers) {
          assertArrayEquals(numbers, actual.integers(key).orElseThrow(), key);
        } else {
          assertEquals(expected, actual.values().get(key), key);
        }
      }
    }
    assertEquals("Tiny", actual.string("general.name").orElseThrow());
    assertEquals(
        kimi ? "kimi-k2" : "deepseek-v3", actual.string("tokenizer.ggml.pre").orElseThrow());
    String text = "How high is K2? 8611 metres.";
    if (kimi) {
      assertArrayEquals(
          Tokenizer.fromMetadata(demo).encode(text, false),
          Tokenizer.fromMetadata(actual).encode(text, false));
    }
  }

  @Test
  void otherTypesAndParts() throws IOException {
    Path from = folder.resolve("checkpoint");
    CheckpointFolder checkpoint = new CheckpointFolder(from, Form.FP8, "DeepseekV2ForCausalLM");
    List<Path> parts = convert(from, Optional.of(GgmlType.F32), OptionalLong.of(20_000_000));
    assertEquals("out-00001-of-00003.gguf", parts.get(0).getFileName().toString());
    try (GgufFile file = GgufFile.open(parts.get(0))) {
      assertExact(checkpoint, file, GgmlType.F32);
      assertEquals("deepseek-llm", file.metadata().string("tokenizer.ggml.pre").orElseThrow());
    }
  }

  @Test
  void whatWasNotConvertedRightIsNoticed() throws IOException {
    Path from = folder.resolve("checkpoint");
    new CheckpointFolder(from, Form.INT4, V3);
    Path out = convert(from, Optional.empty(), OptionalLong.empty()).get(0);
    long at;
    try (GgufFile file = GgufFile.open(out)) {
      at = file.tensor("blk.1.ffn_up_exps.weight").orElseThrow().offsetBytes() + 1005;
    }
    byte[] bytes = Files.readAllBytes(out);
    bytes[(int) at] ^= 0x11;
    Files.write(out, bytes);
    try (Checkpoint checkpoint = Checkpoint.open(from)) {
      Verification result =
          new Conversion(checkpoint, "Tiny", Optional.empty()).verify(out, b -> {});
      assertTrue(result.wrong() >= 1 && result.wrong() <= 32, result.toString());
      assertEquals("blk.1.ffn_up_exps.weight", result.firstWrong());
    }
  }

  @Test
  void badFoldersGiveOneLineThatSaysWhy() throws IOException {
    Path from = folder.resolve("checkpoint");
    new CheckpointFolder(from, Form.BF16, V3);
    Path part = from.resolve("model-00002-of-00002.safetensors");
    try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 100);
    }
    assertRefused(from, "its download was interrupted, fetch it again");
    Files.write(part, new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'});
    assertRefused(from, "ends inside of its header");
    Files.writeString(part, "<html>not found</html>");
    assertRefused(from, "is no safetensors file");
    Files.delete(part);
    assertRefused(from, "model-00002-of-00002.safetensors is missing");
    Files.delete(from.resolve("model.safetensors.index.json"));
    assertRefused(from, " is missing");
    Path config = from.resolve("config.json");
    String json = Files.readString(config);
    Files.writeString(config, json.replace(V3, "LlamaForCausalLM"));
    assertRefused(from, "architecture 'LlamaForCausalLM' cannot be converted");
    Files.delete(config);
    assertRefused(from, "has no config.json");
    assertFalse(Files.exists(folder.resolve("out.gguf")));
  }

  private void assertRefused(Path from, String reason) {
    Exception fault =
        assertThrows(
            IllegalArgumentException.class,
            () -> convert(from, Optional.empty(), OptionalLong.empty()));
    assertTrue(fault.getMessage().contains(reason), fault.getMessage());
    assertTrue(fault.getMessage().startsWith(from.toString()), fault.getMessage());
    assertFalse(fault.getMessage().contains("\n"), fault.getMessage());
  }
}
