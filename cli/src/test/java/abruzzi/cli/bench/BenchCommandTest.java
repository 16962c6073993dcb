package abruzzi.cli.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes of what is printed; how fast anything is, no test says. */
class BenchCommandTest {
  private static final String[] SHORT = {
    "--prompt-tokens", "4", "--generate-tokens", "2", "--repeat", "2", "--warm-up", "0"
  };

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void aSyntheticModelIsMeasuredAndRemoved() throws Exception {
    String[] command = {
      "bench", "--synthetic", "tiny:2:Q2_K", "--folder", folder.toString(), "--json"
    };
    JsonNode json = json(command, SHORT);
    assertEquals(3, json.at("/layers").asInt());
    assertEquals(4, json.at("/prompt_tokens").asInt());
    assertEquals(2, json.at("/repeats").asInt());
    for (String rate : new String[] {"prefill", "decode"}) {
      double median = json.at("/" + rate + "_tps").asDouble();
      assertTrue(json.at("/" + rate + "_min_tps").asDouble() > 0, json.toString());
      assertTrue(json.at("/" + rate + "_max_tps").asDouble() >= median, json.toString());
      assertTrue(json.at("/" + rate + "_ms").asDouble() > 0, json.toString());
    }
    double bandwidth = json.at("/bandwidth_bytes_per_second").asDouble();
    double ceiling = bandwidth / json.at("/token_read_bytes").asLong();
    assertEquals(ceiling, json.at("/decode_ceiling_tps").asDouble(), 1e-6 * ceiling);
    assertEquals(
        json.at("/decode_tps").asDouble() / ceiling,
        json.at("/decode_ceiling_fraction").asDouble(),
        1e-9);
    assertEquals(5, json.at("/full_model/layers").asInt());
    assertTrue(
        json.at("/full_model/decode_tps").asDouble() < json.at("/decode_tps").asDouble(),
        json.toString());
    assertArrayEquals(new String[0], folder.toFile().list());
  }

  @Test
  void aFileIsMeasuredWithoutExtrapolation() throws Exception {
    JsonNode json = json(new String[] {"bench", "--json"}, SHORT);
    assertEquals("Tiny Kimi demo", json.at("/model").asText());
    assertTrue(json.at("/full_model").isNull());
    assertTrue(json.at("/token_read_bytes").asLong() < json.at("/weight_bytes").asLong());
  }

  @Test
  void lengthsOfAListAreMeasuredInTurn() throws Exception {
    JsonNode json = json(new String[] {"bench", "--json"}, "--prompt-tokens", "4,9", "--repeat=1");
    assertEquals(2, json.size());
    for (int i = 0; i < 2; i++) {
      assertEquals(i == 0 ? 4 : 9, json.at("/" + i + "/prompt_tokens").asInt());
      assertTrue(json.at("/" + i + "/prefill_tps").asDouble() > 0, json.toString());
    }
  }

  @Test
  void peopleGetTheCeilingBesideTheRate() {
    String[] command = {"bench", "--synthetic", "tiny:1", "--folder", folder.toString()};
    assertEquals(0, captured.execute(concat(command, SHORT)), captured.err());
    assertTrue(captured.out().contains("decode ceiling"), captured.out());
    assertTrue(captured.out().contains("All 5 layers"), captured.out());
  }

  @Test
  void contradictionsAreBadUsage() {
    assertEquals(2, captured.execute("bench", "--synthetic", "tiny:1", "-m", "x.gguf"));
    assertTrue(captured.err().contains("exclude each other"), captured.err());
    CapturedConsole types = new CapturedConsole();
    assertEquals(2, types.execute("bench", "--experts", "Q2_K"));
    assertTrue(types.err().contains("need --synthetic"), types.err());
    CapturedConsole number = new CapturedConsole();
    assertEquals(2, number.execute("bench", "--repeat", "0"));
    assertTrue(number.err().contains("--repeat=0, expected at least 1"), number.err());
  }

  private JsonNode json(String[] command, String... more) throws Exception {
    assertEquals(0, captured.execute(concat(command, more)), captured.err());
    return new ObjectMapper().readTree(captured.out());
  }

  private static String[] concat(String[] command, String... more) {
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
