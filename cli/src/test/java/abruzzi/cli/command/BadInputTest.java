package abruzzi.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.cli.model.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get wrong: one clear line each. */
class BadInputTest {
  private final CapturedConsole captured = new CapturedConsole();
  @TempDir private Path folder;

  /** Bad usage: exit code 2, the line, and where to read on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run|missing required argument",
        "run -p a -f b|mutually exclusive",
        "run -p a --threads 0|--threads=0, expected 1 to 1024",
        "run -p a --threads two|invalid value for option '--threads'",
        "run -p a --context 0|--context=0, expected at least 1",
        "run -p a --cache-type q4|invalid value for option '--cache-type'",
        "run -p a --yarn-beta-fast -1|--yarn-beta-fast=-1.0, expected a number above 0",
        "run -p a --gpu gpu0|expected auto, off, cuda[:N] or opencl[:N] but was 'gpu0'",
        "run -p a --temperature -1|temperature=-1.0, expected 0 to 100",
        "run -p a --top-p 2|topP=2.0, expected more than 0, up to 1",
        "run -p a -n -1|maxTokens=-1, expected 0 or more",
        "run -p a --logit-bias 5=x|expected a number or -inf but was 'x'",
        "run -p a --logit-bias x=5|expected a token id but was 'x'",
        "run -p a --thinking maybe|expected on or off but was 'maybe'",
        "run -p a --template k3|template=k3, expected file, instruct, thinking, k2.5",
        "run -p a --show-reasoning maybe|invalid value for option '--show-reasoning'",
        "run --raw -p a --system b|--system and --raw exclude each other",
        "chat --when-full maybe|invalid value for option '--when-full'",
        "chat --seed x|invalid value for option '--seed'",
        "logits|missing required option: '--ids=ID,..'",
        "logits --ids 1,x|expected token ids separated by commas or blanks, but there is 'x'",
        "logits --ids ,|expected at least one token id",
        "detokenize 1 x|expected token ids separated by commas or blanks, but there is 'x'",
        "tokenize|missing required parameter: 'TEXT'",
        "render|missing required option: '--messages=FILE'",
        "perplexity|missing required option: '--file=TEXT'",
        "perplexity -f a --windows 0|--windows=0, expected at least 1",
        "doctor --gpu off|--gpu=off leaves nothing to examine, expected auto, cuda[:N] or opencl[:N]",
      })
  void badUsage(String command, String line) {
    assertEquals(2, captured.execute(command.split(" ")), captured.err());
    assertTrue(captured.err().startsWith("abruzzi: "), captured.err());
    assertTrue(captured.err().lines().findFirst().orElseThrow().contains(line), captured.err());
    assertEquals("", captured.out());
  }

  @Test
  void anEmptyStopString() {
    assertEquals(2, captured.execute("run", "-p", "a", "--stop", ""));
    assertTrue(captured.err().contains("--stop needs at least one character"), captured.err());
  }

  @Test
  void aGraphicsCardThatIsNotThere() {
    fails("no CUDA device", "run", "-p", "a", "--gpu", "cuda:999");
    fails("no OpenCL device 999; there are", "run", "-p", "a", "--gpu", "opencl:999");
  }

  @Test
  void aChoiceOfGraphicsCardsThatThereIsNot() {
    assertEquals(2, captured.execute("run", "-p", "a", "--gpu", "vulkan"));
    String expected = "expected auto, off, cuda[:N] or opencl[:N] but was 'vulkan'";
    assertTrue(captured.err().contains(expected), captured.err());
  }

  @Test
  void expertsForAGraphicsCardThatThereAreNot() throws IOException {
    Path list = Files.writeString(folder.resolve("experts.txt"), "# none of layer 0\n0 1\n");
    String[] run = {"run", "-p", "a", "--gpu", "opencl", "--gpu-experts", list.toString()};
    fails(list + ": the model has no expert 1 in layer 0", run);
    Files.writeString(list, "3 4\nthree 5\n");
    fails(list + " line 2: expected a layer and experts of it, as in '3 17 42'", run);
  }

  @Test
  void aFolderInsteadOfAModel() {
    fails(folder + ": is a directory", "run", "-p", "a", "-m", folder.toString());
    fails(folder + ": is a directory", "tokenize", "a", "-m", folder.toString());
  }

  @Test
  void aModelThatIsNotThere() {
    Path missing = folder.resolve("missing.gguf");
    fails(missing + ": no such file", "chat", "-m", missing.toString());
  }

  @Test
  void aFileThatIsNoModel() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes.gguf"), "These are notes, no model.");
    fails(notes.toString(), "logits", "--ids", "1", "-m", notes.toString());
  }

  @Test
  void aVocabularyWhereAModelIsNeeded() throws Exception {
    String vocabulary = TestModels.vocabularyOnly(folder).toString();
    fails("tensor token_embd.weight is missing", "run", "-p", "a", "-m", vocabulary);
    fails("tensor token_embd.weight is missing", "chat", "-m", vocabulary);
  }

  @Test
  void anotherArchitecture() throws Exception {
    Path llama =
        TestModels.withMetadata(
            folder.resolve("llama.gguf"), Map.of("general.architecture", "llama"));
    fails("architecture 'llama' is not supported", "run", "-p", "a", "-m", llama.toString());
  }

  @Test
  void aVocabularyOfAnotherKind() throws Exception {
    Path other =
        TestModels.withMetadata(
            folder.resolve("other.gguf"), Map.of("tokenizer.ggml.model", "llama"));
    fails(
        other + ": tokenizer.ggml.model=\"llama\", expected \"gpt2\"",
        "tokenize",
        "a",
        "-m",
        other.toString());
  }

  @Test
  void aPromptLongerThanTheContext() {
    fails("do not fit after 0 in a context of 20", "run", "-p", "a", "--context", "20");
  }

  @Test
  void aContextLongerThanTheModelAllows() {
    fails("context=2000, expected at most the 1024", "run", "-p", "a", "--context", "2000");
  }

  @Test
  void anEmptyRawPrompt() {
    fails("the prompt is empty", "run", "--raw", "-p", "");
  }

  @Test
  void tokensOutOfRange() {
    fails("token id 4096, expected 0 to 4095", "logits", "--ids", "1,4096");
    fails("token id -1, expected 0 to 4095", "logits", "--ids", "-1");
    fails("id=4096, expected 0 <= id < 4096", "detokenize", "4096");
    fails("logitBias id=4096", "run", "-p", "a", "--logit-bias", "4096=1");
  }

  @Test
  void textThatCannotBeRead() throws Exception {
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'a', (byte) 0xFF});
    fails("bytes: is not UTF-8 text, see the byte at 1", "run", "-f", bytes.toString());
    fails(folder + ": is a directory, expected a text file", "run", "-f", folder.toString());
    fails("nowhere: no such file", "perplexity", "-f", folder.resolve("nowhere").toString());
  }

  @Test
  void aTextTooShortForPerplexity() throws Exception {
    Path text = Files.writeString(folder.resolve("short.txt"), "Too short.");
    fails("expected at least one window of 512", "perplexity", "-f", text.toString());
  }

  @Test
  void aConversationThatIsNone() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.json"), "[{\"role\":");
    fails("broken.json line 1", "render", "--messages", broken.toString());
    Path number = Files.writeString(folder.resolve("number.json"), "[{\"role\": 1}]");
    fails("role=1, expected a string", "render", "--messages", number.toString());
  }

  @Test
  void noDemoModel() {
    Installation empty = new Installation(Optional.of(folder), folder, folder, folder);
    assertEquals(1, captured.execute(empty, "run", "-p", "a"));
    assertTrue(captured.err().contains("the demo model " + folder), captured.err());
    Installation none = new Installation(Optional.empty(), folder, folder, folder);
    assertEquals(1, captured.execute(none, "run", "-p", "a"));
    assertTrue(captured.err().contains("no model given; name a GGUF file"), captured.err());
  }

  /** Exit code 1, one line after perhaps the one about the demo model, nothing else. */
  private static void fails(String line, String... command) {
    CapturedConsole captured = new CapturedConsole();
    assertEquals(1, captured.execute(command), captured.err());
    String last = captured.err().lines().reduce((a, b) -> b).orElseThrow();
    assertTrue(last.startsWith("abruzzi: ") && last.contains(line), captured.err());
    long others = captured.err().lines().filter(l -> !l.startsWith("No model given")).count();
    assertEquals(1, others, captured.err());
    assertEquals("", captured.out());
  }
}
