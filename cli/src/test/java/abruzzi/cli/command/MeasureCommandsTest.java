package abruzzi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.console.TerminalTraits;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code logits} and {@code perplexity}. */
class MeasureCommandsTest {
  private static final String IDS = "406,509,302,3336,292";

  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void logitsOfTheLastPositionAreThoseOfAll() throws Exception {
    JsonNode last = logits("--ids", IDS);
    JsonNode all = logits("--ids", IDS, "--all");
    assertEquals(1, last.size());
    assertEquals(5, all.size());
    assertEquals(4096, last.get(0).size());
    assertEquals(last.get(0), all.get(4));
  }

  @Test
  void logitsForPeopleAreTheMostLikelyTokens() {
    assertEquals(0, captured.execute("logits", "--ids", "406,509,302,3336"), captured.err());
    assertEquals(11, captured.out().lines().count());
    assertTrue(captured.out().startsWith("position  token  text"), captured.out());
    CapturedConsole all = new CapturedConsole();
    assertEquals(0, all.execute("logits", "--all", "--ids", "406,509,302,3336"));
    assertEquals(5, all.out().lines().count());
    assertTrue(all.out().contains("   1    302  \" of\""), all.out());
  }

  @Test
  void perplexityOfAText(@TempDir Path folder) throws Exception {
    String text = "The capital of France is Paris. ".repeat(20);
    Path file = Files.writeString(folder.resolve("text.txt"), text);
    String[] command = {"perplexity", "-f", file.toString(), "--context", "32", "--windows", "2"};
    assertEquals(0, captured.execute(append(command, "--json")), captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    assertEquals(2, json.at("/windows").asInt());
    assertEquals(30, json.at("/tokens").asInt());
    double perplexity = json.at("/perplexity").asDouble();
    assertTrue(perplexity > 1 && perplexity < 4096, json.toString());
    CapturedConsole terminal = new CapturedConsole(new TerminalTraits(true, true, true, true, 80));
    assertEquals(0, terminal.execute(command));
    assertTrue(
        terminal
            .out()
            .matches("perplexity \\S+ \\+/- \\S+ \\(2 windows of 32 tokens, 30 scored\\)\\R"),
        terminal.out());
  }

  @Test
  void divergenceFromSavedLogits(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("text.txt"), "K2 is a high mountain. ".repeat(20));
    String logits = folder.resolve("base.logits").toString();
    String[] command = {"perplexity", "-f", file.toString(), "--context", "32", "--windows", "2"};
    assertEquals(0, captured.execute(append(append(command, "--save-logits"), logits)));
    CapturedConsole against = new CapturedConsole();
    String[] rounded = append(append(append(command, "--base-logits"), logits), "--json");
    assertEquals(
        0, against.execute(append(append(rounded, "--activations"), "rounded")), against.err());
    JsonNode divergence = new ObjectMapper().readTree(against.out()).at("/divergence");
    double mean = divergence.at("/mean_kld").asDouble();
    assertTrue(mean > 1e-6 && mean < 0.01, divergence.toString());
    assertEquals(51, divergence.at("/kld_percentiles").size());
    CapturedConsole text = new CapturedConsole();
    assertEquals(0, text.execute(append(append(command, "--base-logits"), logits)));
    assertTrue(text.out().contains("same most likely token 100.000 %, 0 flips"), text.out());
    CapturedConsole both = new CapturedConsole();
    String[] two = append(append(append(command, "--base-logits"), "a"), "--save-logits");
    assertEquals(2, both.execute(append(two, "b")));
  }

  @Test
  void specialTokensOfATextCountWhenAsked() throws Exception {
    String chat = "<|im_user|>user<|im_middle|>Hi<|im_end|>".repeat(20);
    String[] command = {"perplexity", "-f", "-", "--context", "16", "--json"};
    CapturedConsole plain = new CapturedConsole(TerminalTraits.NONE, chat);
    assertEquals(0, plain.execute(command));
    CapturedConsole special = new CapturedConsole(TerminalTraits.NONE, chat);
    assertEquals(0, special.execute(append(command, "--special")));
    int asText = new ObjectMapper().readTree(plain.out()).at("/windows").asInt();
    assertEquals(20 * 5 / 16, new ObjectMapper().readTree(special.out()).at("/windows").asInt());
    assertTrue(asText > 20 * 5 / 16, plain.out());
  }

  private static JsonNode logits(String... options) throws Exception {
    CapturedConsole console = new CapturedConsole();
    String[] command = new String[options.length + 2];
    command[0] = "logits";
    command[1] = "--json";
    System.arraycopy(options, 0, command, 2, options.length);
    assertEquals(0, console.execute(command), console.err());
    return new ObjectMapper().readTree(console.out()).at("/logits");
  }

  private static String[] append(String[] command, String option) {
    String[] longer = Arrays.copyOf(command, command.length + 1);
    longer[command.length] = option;
    return longer;
  }
}
