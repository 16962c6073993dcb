package abruzzi.cli.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.imatrix.InputSquares;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code quantize} and {@code imatrix}, on the demo model. */
class QuantizeCommandTest {
  private static final String DEMO = TestModels.DEMO.toString();
  private static final String UP = "blk.1.ffn_up_exps.weight";

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void aMixIsWrittenAndRuns() throws IOException {
    Path imatrix = imatrix();
    Path small = folder.resolve("small.gguf");
    String[] arguments = {
      "quantize", DEMO, small.toString(), "-t", "TQ1_0", "--imatrix", imatrix.toString(), "--json"
    };
    assertEquals(0, captured.execute(arguments), captured.err());
    assertTrue(captured.err().startsWith("Writing " + small + ": "), captured.err());
    JsonNode json = new ObjectMapper().readTree(captured.out());
    assertEquals(Files.size(small), json.at("/size_bytes").asLong());
    assertEquals(63, json.at("/tensors/TQ1_0").asInt(), json.toString());
    assertEquals(6, json.at("/tensors/Q4_0").asInt(), json.toString());
    try (GgufFile file = GgufFile.open(small)) {
      assertEquals(36, file.metadata().integer("general.file_type").orElseThrow());
      assertEquals("m.gguf", file.metadata().string("quantize.imatrix.file").orElseThrow());
      assertEquals(GgmlType.TQ1_0, file.tensor(UP).orElseThrow().type());
    }
    CapturedConsole run = new CapturedConsole();
    int code =
        run.execute(
            "run",
            "-m",
            small.toString(),
            "-p",
            "How high is K2?",
            "--temperature",
            "0",
            "-n",
            "8");
    assertEquals(0, code, run.err());
    assertFalse(run.out().isBlank());
  }

  @Test
  void theRuleGivesTheSameBytesWhateverTheThreads() throws IOException {
    Path one = folder.resolve("one.gguf");
    Path two = folder.resolve("two.gguf");
    String[] first = {
      "quantize", DEMO, one.toString(), "-t", "Q8_0", "--pure", "--reference", "--threads", "1"
    };
    String[] second = {
      "quantize", DEMO, two.toString(), "-t", "q8_0", "--reference", "--threads", "3"
    };
    assertEquals(0, captured.execute(first), captured.err());
    assertTrue(captured.out().contains(" bits per weight, tensors: 35 F32, 71 Q8_0"));
    assertEquals(0, new CapturedConsole().execute(second));
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void errorFeedbackGivesTheSameBytesWhateverTheThreads() throws IOException {
    Path plain = folder.resolve("plain.gguf");
    Path one = folder.resolve("one.gguf");
    Path three = folder.resolve("three.gguf");
    String[] few = {
      "quantize",
      DEMO,
      plain.toString(),
      "-t",
      "Q8_0",
      "--tensor-type",
      "_gate_exps|attn_output=TQ2_0"
    };
    assertEquals(0, captured.execute(few), captured.err());
    assertEquals(0, new CapturedConsole().execute(withFeedback(few, one, 1)));
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(withFeedback(few, three, 3)), console.err());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(three));
    assertEquals(Files.size(plain), Files.size(one));
    assertTrue(Files.mismatch(plain, one) > 0);
    few[6] = "_gate_exps|attn_output=Q4_0";
    String[] useless = withFeedback(few, folder.resolve("none.gguf"), 1);
    assertFails(1, "no tensor would be quantized to TQ1_0 or TQ2_0", useless);
  }

  private String[] withFeedback(String[] plain, Path target, int threads) throws IOException {
    Path text = folder.resolve("t.txt");
    Files.writeString(text, "The mountain is high. ".repeat(100));
    List<String> arguments = new ArrayList<>(List.of(plain));
    arguments.set(2, target.toString());
    arguments.addAll(
        List.of("--error-feedback", "--calibration", text.toString(), "--context", "64"));
    arguments.addAll(List.of("--windows", "6", "--threads", "" + threads));
    return arguments.toArray(String[]::new);
  }

  @Test
  void expertsAreCountedAndMatricesAdded() throws IOException {
    Path imatrix = imatrix();
    Path both = folder.resolve("both.gguf");
    String one = imatrix.toString();
    int code = captured.execute("imatrix", "--add", one, "--add", one, "-o", both.toString());
    assertEquals(0, code, captured.err());
    assertTrue(captured.out().contains("75 tensors, 4 windows of 32 tokens"), captured.out());
    InputSquares up = ImportanceMatrix.load(both).of(UP).orElseThrow();
    long picks = 0;
    for (int expert = 0; expert < up.planes(); expert++) {
      picks += up.count(expert);
    }
    assertEquals(2 * 2 * 32 * 4, picks);
    assertEquals(128, ImportanceMatrix.load(both).of("output.weight").orElseThrow().count(0));
    String never = UP + ": " + up.unseen() + " of 32 experts never picked";
    assertEquals(up.unseen() > 0, captured.err().contains(never), captured.err());
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() throws IOException {
    String target = folder.resolve("x.gguf").toString();
    assertFails(2, "--type=Q7, expected one of F32", "quantize", DEMO, target, "-t", "Q7");
    assertFails(
        2, "expected REGEX=TYPE", "quantize", DEMO, target, "-t", "Q4_0", "--tensor-type", "a");
    assertFails(
        2,
        "Q4_K has no fixed rule",
        "quantize",
        DEMO,
        target,
        "-t",
        "Q4_K",
        "--pure",
        "--reference");
    assertFails(
        1, "is no importance matrix", "quantize", DEMO, target, "-t", "Q2_K", "--imatrix", DEMO);
    assertFails(
        1, "is the model to be read itself", "quantize", DEMO, DEMO, "-t", "Q2_K", "--force");
    assertFails(2, "expected either --type", "quantize", DEMO, target);
    assertFails(2, "needs --sensitivity", "quantize", DEMO, target, "--budget", "9MB");
    assertFails(
        2, "needs --calibration", "quantize", DEMO, target, "-t", "TQ1_0", "--error-feedback");
    assertFails(2, "belongs to", "quantize", DEMO, target, "-t", "TQ1_0", "--calibration", DEMO);
    assertFails(2, "expected --model with --file", "imatrix", "-o", target);
    Path text = Files.writeString(folder.resolve("short.txt"), "short");
    assertFails(
        1,
        "expected at least one window of 512",
        "imatrix",
        "-m",
        DEMO,
        "-f",
        text.toString(),
        "-o",
        target);
    assertFalse(Files.exists(Path.of(target)));
    assertFalse(Files.exists(Path.of(target + ".tmp")));
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws IOException {
    Path target = folder.resolve("out.gguf");
    assertFails(
        1, "has no matrices", "quantize", imatrix().toString(), target.toString(), "-t", "Q4_K_M");
    assertFalse(Files.exists(target));
  }

  @Test
  void aBudgetIsKeptAndMeasurementsAreMadeOnce() throws IOException {
    Path text = Files.writeString(folder.resolve("t.txt"), "The mountain is high. ".repeat(10));
    Path table = folder.resolve("table.jsonl");
    Path target = folder.resolve("out.gguf");
    List<String> arguments =
        List.of(
            "quantize",
            DEMO,
            target.toString(),
            "--budget",
            "21.7MB",
            "--sensitivity",
            table.toString(),
            "--tensor-type",
            "blk.[1-5]|blk.0.ffn|token_embd=Q4_K",
            "--force");
    assertFails(1, "lacks measurements", arguments.toArray(String[]::new));
    List<String> measuring = new ArrayList<>(arguments);
    measuring.addAll(
        List.of("--calibration", text.toString(), "--context", "16", "--windows", "1", "--json"));
    assertEquals(0, captured.execute(measuring.toArray(String[]::new)), captured.err());
    assertTrue(captured.err().contains("Measuring 4 groups of tensors"), captured.err());
    long size = new ObjectMapper().readTree(captured.out()).at("/size_bytes").asLong();
    assertTrue(size <= 21_700_000 && size > 21_500_000, "size " + size);
    assertEquals(size, Files.size(target));
    String measured = Files.readString(table);
    List<String> smaller = new ArrayList<>(arguments);
    smaller.set(4, "21400000");
    CapturedConsole again = new CapturedConsole();
    assertEquals(0, again.execute(smaller.toArray(String[]::new)), again.err());
    assertFalse(again.err().contains("Measuring"), again.err());
    assertTrue(Files.size(target) <= 21_400_000);
    assertEquals(measured, Files.readString(table));
    smaller.set(4, "2MiB");
    assertFails(1, "the smallest file of this model has", smaller.toArray(String[]::new));
    smaller.set(4, machine("small", 34));
    smaller.addAll(List.of("--budget-context", "1024"));
    CapturedConsole fitting = new CapturedConsole();
    assertEquals(0, fitting.execute(smaller.toArray(String[]::new)), fitting.err());
    assertTrue(fitting.err().contains("Largest file for small: "), fitting.err());
    String[] plan = {
      "plan", "-m", target.toString(), "--profile", machine("small", 34), "--context", "1024"
    };
    assertEquals(0, new CapturedConsole().execute(plan));
    long largest = Files.size(target);
    assertTrue(largest > 21_000_000 && largest < 23_000_000, "size " + largest);
    smaller.set(4, machine("tiny", 16));
    assertFails(1, "even the smallest file of this model", smaller.toArray(String[]::new));
    smaller.set(4, "nowhere");
    assertFails(
        2,
        "--budget=nowhere, expected a size as in 240GiB or a profile",
        smaller.toArray(String[]::new));
    smaller.set(4, "21400000");
    smaller.addAll(List.of("--imatrix", imatrix().toString()));
    assertFails(1, "another model or importance matrix", smaller.toArray(String[]::new));
  }

  /** A machine with so little memory that the demo model does not fit in all types. */
  private String machine(String name, int mebibytes) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Path file = folder.resolve(name + ".json");
    try (InputStream json =
        HardwareProfile.class.getResourceAsStream("shipped/cpu-only-64gb.json")) {
      ObjectNode profile = (ObjectNode) mapper.readTree(json);
      profile.put("name", name);
      ((ObjectNode) profile.get("memory")).put("total_bytes", (long) mebibytes << 20);
      mapper.writeValue(file.toFile(), profile);
    }
    return file.toString();
  }

  private Path imatrix() throws IOException {
    Path text = Files.writeString(folder.resolve("t.txt"), "The mountain is high. ".repeat(40));
    Path imatrix = folder.resolve("m.gguf");
    CapturedConsole console = new CapturedConsole();
    int code =
        console.execute(
            "imatrix",
            "-m",
            DEMO,
            "-f",
            text.toString(),
            "--context",
            "32",
            "--windows",
            "2",
            "-o",
            imatrix.toString());
    assertEquals(0, code, console.err());
    return imatrix;
  }

  private static void assertFails(int code, String reason, String... arguments) {
    CapturedConsole console = new CapturedConsole();
    assertEquals(code, console.execute(arguments), console.err());
    assertTrue(console.err().contains(reason), console.err());
  }
}
