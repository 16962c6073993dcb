package abruzzi.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.OutputFile;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void aModelIsWrittenAsAskedFor() throws Exception {
    Path path = folder.resolve("model.gguf");
    String[] command = {
      "synth",
      "tiny:2",
      "-o",
      path.toString(),
      "--experts",
      "iq1_s",
      "--dense",
      "Q8_0",
      "--head",
      "Q4_K",
      "--vocabulary",
      "512",
      "--seed",
      "5",
      "--json"
    };
    assertEquals(0, captured.execute(command), captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    assertEquals(Files.size(path), json.at("/size_bytes").asLong());
    assertEquals(3, json.at("/layers").asInt());
    assertEquals("IQ1_S", json.at("/expert_type").asText());
    assertTrue(captured.err().startsWith("Writing " + path + ": "), captured.err());
    try (GgufFile file = GgufFile.open(path)) {
      assertEquals(GgmlType.IQ1_S, type(file, "blk.2.ffn_down_exps.weight"));
      assertEquals(GgmlType.Q8_0, type(file, "blk.0.attn_output.weight"));
      assertEquals(GgmlType.Q4_K, type(file, "output.weight"));
      assertEquals(512, file.tensor("token_embd.weight").orElseThrow().dim(1));
    }
    CapturedConsole run = new CapturedConsole();
    assertEquals(0, run.execute("logits", "-m", path.toString(), "--ids", "1,300,7"), run.err());
  }

  @Test
  void anExistingFileIsKeptUnlessForced() throws Exception {
    Path path = Files.writeString(folder.resolve("model.gguf"), "mine");
    assertEquals(1, captured.execute("synth", "tiny:1", "-o", path.toString()));
    assertTrue(captured.err().contains("exists already; replace it with --force"), captured.err());
    assertEquals("mine", Files.readString(path));
    CapturedConsole forced = new CapturedConsole();
    assertEquals(0, forced.execute("synth", "tiny:1", "-o", path.toString(), "--force"));
    assertTrue(Files.size(path) > 1 << 20);
    assertTrue(forced.out().startsWith(path + ": "), forced.out());
  }

  @Test
  void aModelLargerThanTheDiskIsRefusedBeforehand() throws Exception {
    Path path = folder.resolve("model.gguf");
    OutputFile.requireRoom(path, 1 << 20, "take less");
    CommandFailedException fault =
        assertThrows(
            CommandFailedException.class,
            () -> OutputFile.requireRoom(path, 1L << 62, "take less"));
    assertTrue(
        fault.getMessage().startsWith(path + ": the file will have 4.00 EiB but its disk has"),
        fault.getMessage());
  }

  @Test
  void badShapesAreBadUsage() {
    for (String shape : new String[] {"kimi", "kimi-k2:99", "tiny:1:Q9"}) {
      CapturedConsole console = new CapturedConsole();
      assertEquals(2, console.execute("synth", shape, "-o", folder.resolve("x").toString()));
      assertTrue(console.err().contains("expected"), console.err());
    }
    assertEquals(2, captured.execute("synth", "tiny:1", "-o", "x", "--vocabulary", "3"));
    assertTrue(captured.err().contains("--vocabulary=3, expected 320 to"), captured.err());
    assertArrayEquals(new String[0], folder.toFile().list());
  }

  private static GgmlType type(GgufFile file, String tensor) {
    return file.tensor(tensor).orElseThrow().type();
  }
}
