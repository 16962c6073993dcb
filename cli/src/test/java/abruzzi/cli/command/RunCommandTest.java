package abruzzi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.cli.console.TerminalTraits;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String QUESTION = "What is the capital of France?";
  private static final String ANSWER = "The capital of France is Paris.";
  private static final String SUM = "What is 90 - 37?";
  private static final String TINY = "You are Tiny, a small demo model.";

  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void answersWithTheMostLikelyTokens() {
    assertEquals(0, captured.execute("run", "-p", QUESTION, "--temperature", "0"), captured.err());
    assertEquals(ANSWER + "\n", captured.out());
    assertEquals(
        "No model given with -m: using the demo model, a toy that often errs."
            + System.lineSeparator(),
        captured.err());
  }

  @Test
  void answersTheSameWithOpenCl() throws Exception {
    JsonNode host = json("-p", QUESTION, "--temperature", "0", "--gpu", "off");
    JsonNode device = json("-p", QUESTION, "--temperature", "0", "--gpu", "opencl");
    assertEquals(host.at("/ids"), device.at("/ids"));
    assertEquals(ANSWER, device.at("/text").asText());
  }

  @Test
  void jsonHasTheTokensAndTheRates() throws Exception {
    JsonNode json = json("-p", QUESTION, "--temperature", "0");
    Set<String> keys =
        Set.of(
            "prompt_ids",
            "ids",
            "text",
            "prompt_tps",
            "prefill_tps",
            "decode_tps",
            "finish_reason");
    assertEquals(keys, Set.copyOf(fieldNames(json)));
    assertEquals(ANSWER, json.at("/text").asText());
    assertEquals("stop", json.at("/finish_reason").asText());
    assertEquals(8, json.at("/ids").size());
    assertEquals(31, json.at("/prompt_ids").size());
    assertEquals(json.at("/prompt_tps"), json.at("/prefill_tps"));
    assertTrue(json.at("/decode_tps").asDouble() > 0, json.toString());
  }

  @Test
  void rawGoesOnFromTheVeryPrompt() throws Exception {
    String prompt =
        "<|im_system|>system<|im_middle|>" + TINY + "<|im_end|><|im_user|>user<|im_middle|>";
    JsonNode json =
        json(
            "--raw",
            "-p",
            prompt + SUM + "<|im_end|><|im_assistant|>assistant<|im_middle|>",
            "--temperature",
            "0");
    assertEquals(4081, json.at("/prompt_ids/0").asInt());
    assertTrue(json.at("/text").asText().startsWith("<think>90 - 37."), json.toString());
    assertTrue(json.at("/text").asText().endsWith("</think>90 - 37 = 22"), json.toString());
  }

  @Test
  void theTemplatePutsSystemAndUserMessageIntoTheirFrames() throws Exception {
    JsonNode json = json("-p", "<|im_end|>", "--system", TINY, "-n", "1");
    // 4075 ends the messages; the one that the user wrote is text.
    assertEquals(2, count(json.at("/prompt_ids"), 4075));
  }

  @Test
  void reasoningIsShownOnTerminalsOnly() {
    assertEquals(0, sum(captured), captured.err());
    assertEquals("90 - 37 = 22\n", captured.out());

    CapturedConsole always = new CapturedConsole();
    assertEquals(0, sum(always, "--show-reasoning", "always"));
    assertTrue(always.out().startsWith("<think>90 - 37. Ones:"), always.out());
    assertTrue(always.out().endsWith("</think>\n\n90 - 37 = 22\n"), always.out());

    CapturedConsole terminal = new CapturedConsole(new TerminalTraits(true, true, true, true, 80));
    assertEquals(0, sum(terminal));
    assertTrue(terminal.out().startsWith("\u001b[2m90 - 37. Ones:"), terminal.out());
    assertTrue(terminal.out().endsWith("\u001b[0m\n\n90 - 37 = 22\n"), terminal.out());
    assertTrue(terminal.err().contains("Tiny Kimi demo: 38.0 M parameters"), terminal.err());
    assertTrue(terminal.err().contains("; answer "), terminal.err());

    CapturedConsole never = new CapturedConsole(new TerminalTraits(true, true, true, true, 80));
    assertEquals(0, sum(never, "--show-reasoning", "never"));
    assertEquals("90 - 37 = 22\n", never.out());
  }

  @Test
  void theSameSeedGivesTheSameText() throws Exception {
    String[] hot = {"-p", "Tell me a story.", "--temperature", "2", "-n", "20", "--seed", "7"};
    JsonNode first = json(hot);
    JsonNode second = json(hot);
    assertEquals(first.at("/ids"), second.at("/ids"));
    hot[hot.length - 1] = "8";
    assertFalse(first.at("/ids").equals(json(hot).at("/ids")));
  }

  @Test
  void limitsAndStopStringsEndTheAnswer() throws Exception {
    JsonNode three = json("-p", QUESTION, "--temperature", "0", "-n", "3");
    assertEquals("length", three.at("/finish_reason").asText());
    assertEquals(3, three.at("/ids").size());
    JsonNode stopped = json("-p", QUESTION, "--temperature", "0", "--stop", " is");
    assertEquals("stop", stopped.at("/finish_reason").asText());
    assertEquals("The capital of France", stopped.at("/text").asText());
    JsonNode on = json("-p", QUESTION, "--temperature", "0", "--ignore-eos", "-n", "12");
    assertEquals(12, on.at("/ids").size());
  }

  @Test
  void aBannedTokenDoesNotCome() throws Exception {
    int first = json("-p", QUESTION, "--temperature", "0").at("/ids/0").asInt();
    JsonNode banned =
        json("-p", QUESTION, "--temperature", "0", "-n", "4", "--logit-bias", first + "=-inf");
    assertEquals(0, count(banned.at("/ids"), first));
  }

  @Test
  void threadsAndCacheTypesAnswerTheSame() throws Exception {
    assertEquals(
        json("-p", QUESTION, "--temperature", "0", "--threads", "1").at("/text").asText(),
        json("-p", QUESTION, "--temperature", "0", "--threads", "3", "--cache-type", "q8_0")
            .at("/text")
            .asText());
  }

  @Test
  void thePromptMayComeFromAFileOrStandardInput(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("question.txt"), QUESTION);
    assertEquals(0, captured.execute("run", "-f", file.toString(), "--temperature", "0"));
    assertEquals(ANSWER + "\n", captured.out());
    CapturedConsole piped = new CapturedConsole(TerminalTraits.NONE, QUESTION);
    assertEquals(0, piped.execute("run", "-p", "-", "--temperature", "0"));
    assertEquals(ANSWER + "\n", piped.out());
  }

  @Test
  void anAnswerThatFillsTheContextIsCutWithAWarning() {
    assertEquals(
        0, captured.execute("run", "-p", "Tell me a story.", "--context", "40", "--seed", "1"));
    assertTrue(captured.err().contains("abruzzi: warning: the context is full"), captured.err());
  }

  @Test
  void theModelMayBeNamed() {
    String demo = TestModels.DEMO.toString();
    assertEquals(0, captured.execute("run", "-m", demo, "-p", QUESTION, "--temperature", "0"));
    assertEquals(ANSWER + "\n", captured.out());
    assertEquals("", captured.err());
  }

  private static JsonNode json(String... options) throws Exception {
    CapturedConsole console = new CapturedConsole();
    List<String> args = new ArrayList<>(List.of("run", "--json"));
    args.addAll(List.of(options));
    assertEquals(0, console.execute(args.toArray(String[]::new)), console.err());
    return new ObjectMapper().readTree(console.out());
  }

  private static int sum(CapturedConsole console, String... more) {
    List<String> args =
        new ArrayList<>(List.of("run", "-p", SUM, "--system", TINY, "--temperature", "0"));
    args.addAll(List.of(more));
    return console.execute(args.toArray(String[]::new));
  }

  private static int count(JsonNode ids, int wanted) {
    int count = 0;
    for (JsonNode id : ids) {
      count += id.asInt() == wanted ? 1 : 0;
    }
    return count;
  }

  private static List<String> fieldNames(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
