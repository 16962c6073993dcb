package abruzzi.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.quant.kernel.Tiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepackCommandTest {
  private static final String DEMO = TestModels.DEMO.toString();

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void theCopyGivesTheSameLogits() throws IOException {
    Path copy = folder.resolve("copy.gguf");
    assertEquals(0, captured.execute("repack", DEMO, copy.toString(), "--json"), captured.err());
    assertTrue(captured.err().startsWith("Writing " + copy + ": "), captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    assertEquals(Files.size(copy), json.at("/size_bytes").asLong());
    assertEquals(106, json.at("/tensors").asInt());
    assertTrue(json.at("/tiled_tensors").asInt() > 50, json.toString());
    CapturedConsole run = new CapturedConsole();
    int code = run.execute("logits", "-m", copy.toString(), "--ids", "1,300,7", "--json");
    if (!Tiles.available()) {
      assertEquals(1, code);
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().contains("need vectors of 512 bit"), run.err());
      return;
    }
    CapturedConsole original = new CapturedConsole();
    assertEquals(
        0, original.execute("logits", "--ids", "1,300,7", "--json", "--repack", "on"), run.err());
    assertEquals(0, code, run.err());
    assertEquals(original.out(), run.out());
  }

  @Test
  void inspectShowsWhatTheTilesAreMadeOf() throws IOException {
    Path copy = folder.resolve("copy.gguf");
    assertEquals(0, captured.execute("repack", DEMO, copy.toString()), captured.err());
    assertTrue(captured.out().startsWith(copy + ": "), captured.out());
    CapturedConsole text = new CapturedConsole();
    assertEquals(0, text.execute("inspect", copy.toString(), "--tensors", "--check"), text.err());
    assertTrue(text.out().contains(" tensors in tiles, for Abruzzi with 512-bit vectors"));
    assertTrue(text.out().contains("Q4_K tiles"), text.out());
    assertTrue(text.out().contains("tiles not looked at"), text.out());
    CapturedConsole json = new CapturedConsole();
    CapturedConsole before = new CapturedConsole();
    assertEquals(0, json.execute("inspect", copy.toString(), "--json", "--tensors"));
    assertEquals(0, before.execute("inspect", DEMO, "--json"));
    JsonNode repacked = new ObjectMapper().readTree(json.out());
    JsonNode original = new ObjectMapper().readTree(before.out());
    assertEquals(0, original.at("/tiled_tensors").asInt());
    assertEquals(
        original.at("/total/parameters").asLong(), repacked.at("/total/parameters").asLong());
    for (JsonNode tensor : repacked.at("/tensors")) {
      if (tensor.at("/name").asText().equals("blk.0.attn_q_a.weight")) {
        assertEquals("tiles", tensor.at("/layout").asText());
        assertEquals("[256,256]", tensor.at("/dims").toString());
      }
    }
  }

  @Test
  void filesThatAreThereAreSafe() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.gguf"), "mine");
    assertEquals(1, captured.execute("repack", DEMO, mine.toString()));
    assertTrue(captured.err().contains("exists already; replace it with --force"), captured.err());
    assertEquals("mine", Files.readString(mine));
    assertFailure("is not a regular file", DEMO, folder.toString());
    Path model = Files.copy(TestModels.DEMO, folder.resolve("model.gguf"));
    assertFailure("is the model to be read itself", model.toString(), model.toString());
    assertArrayEquals(Files.readAllBytes(TestModels.DEMO), Files.readAllBytes(model));
    assertEquals(0, new CapturedConsole().execute("repack", DEMO, mine.toString(), "--force"));
    assertTrue(Files.size(mine) > 1 << 20);
    assertFailure("is repacked already", mine.toString(), folder.resolve("x").toString());
    assertFalse(Files.exists(folder.resolve("x")));
    assertFalse(Files.exists(folder.resolve("x.tmp")));
  }

  @Test
  void modelsOfOtherKindsAreRefused() throws IOException {
    String target = folder.resolve("x").toString();
    String vocabulary = TestModels.vocabularyOnly(folder).toString();
    assertFailure("tensor token_embd.weight is missing", vocabulary, target);
    assertFailure("no such file", "/nowhere.gguf", target);
    assertFailure("no such file", DEMO, folder.resolve("nowhere").resolve("x").toString());
  }

  private static void assertFailure(String reason, String input, String output) {
    CapturedConsole console = new CapturedConsole();
    assertEquals(1, console.execute("repack", input, output, "--force"), console.err());
    assertTrue(console.err().contains(reason), console.err());
    assertEquals(1, console.err().lines().count(), console.err());
  }
}
