package abruzzi.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.cli.model.Installation;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.tuning.PairedComparison;
import abruzzi.runtime.tuning.RunSettings;
import abruzzi.runtime.tuning.TunedModel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed and kept; what is fastest, no test says. */
class TuneCommandTest {
  private static final String[] RUN = {
    "run", "-p", "What is a GPU?", "--temperature", "0", "-n", "4"
  };

  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();
  private Installation installation;

  @BeforeEach
  void aUserWithoutFiles() {
    installation = new Installation(Optional.of(Path.of("..")), folder, folder, folder);
  }

  @Test
  void aSearchWithoutTimeGoesOnTheNextTime() throws IOException {
    String[] tune = {
      "tune",
      "--synthetic",
      "tiny:1:Q4_K",
      "--folder",
      folder.toString(),
      "--minutes",
      "0.01",
      "--threads",
      "1",
      "--gpu",
      "off",
      "--json"
    };
    JsonNode first = json(tune);
    assertEquals(1, first.at("/start/threads").asInt());
    assertFalse(first.at("/complete").asBoolean());
    assertEquals("threads", first.at("/not_reached/0").asText());
    assertEquals(0, first.at("/resumed").asInt());
    assertTrue(first.at("/kept").isNull());
    Path tuned = folder.resolve("profiles/this-machine.tuned");
    try (var files = Files.list(tuned)) {
      List<Path> journals = files.toList();
      assertEquals(1, journals.size());
      assertTrue(journals.get(0).toString().endsWith(".trials.jsonl"));
      String line =
          "{\"dimension\":\"threads\",\"best\":%1$s,\"order\":[%1$s],".formatted(first.at("/start"))
              + "\"speeds\":[{\"prefill_tps\":9,\"decode_tps\":9}]}\n";
      Files.writeString(journals.get(0), Files.readString(journals.get(0)) + line);
    }
    assertEquals(1, json(tune).at("/resumed").asInt());
  }

  @Test
  void whatWasFoundIsUsedAndSaid() throws IOException {
    RunSettings settings =
        new RunSettings(1, 50, 16, true, false, RunSettings.ANY_DEVICE, ActivationForm.EXACT);
    Path file = keep(settings, HardwareProbe.logicalCores());
    CapturedConsole usual = new CapturedConsole();
    assertEquals(0, usual.execute(installation, with(RUN, "--no-tuned")), usual.err());
    assertFalse(usual.err().contains("Tuned on"), usual.err());
    assertEquals(0, captured.execute(installation, RUN), captured.err());
    assertTrue(
        captured
            .err()
            .contains(
                "Tuned on 2026-11-22: 1 thread, spinning 50 µs, batches of 16, repacked, small"
                    + " pages; 1.50 times as fast as usual"),
        captured.err());
    assertEquals(usual.out(), captured.out());
    String[] bench = {
      "bench",
      "--prompt-tokens",
      "4",
      "--generate-tokens",
      "2",
      "--repeat",
      "1",
      "--warm-up",
      "0",
      "--json"
    };
    assertEquals(1, json(bench).at("/threads").asInt());
    assertEquals(2, json(with(bench, "--threads", "2")).at("/threads").asInt());
    assertTrue(Files.exists(file));
  }

  @Test
  void anotherMachineIsTunedAgain() throws IOException {
    RunSettings settings =
        new RunSettings(1, 50, 16, false, true, RunSettings.ANY_DEVICE, ActivationForm.EXACT);
    keep(settings, HardwareProbe.logicalCores() + 1);
    assertEquals(0, captured.execute(installation, RUN), captured.err());
    assertTrue(captured.err().contains("has changed since the model was tuned"), captured.err());
  }

  @Test
  void contradictionsAreBadUsage() {
    assertEquals(2, captured.execute("tune", "--synthetic", "tiny:1", "-m", "x.gguf"));
    assertTrue(captured.err().contains("exclude each other"), captured.err());
    CapturedConsole types = new CapturedConsole();
    assertEquals(2, types.execute("tune", "--experts", "Q2_K"));
    assertTrue(types.err().contains("need --synthetic"), types.err());
    CapturedConsole number = new CapturedConsole();
    assertEquals(2, number.execute("tune", "--minutes", "0"));
    assertTrue(number.err().contains("--minutes=0.0, expected above 0"), number.err());
  }

  private Path keep(RunSettings settings, int cores) throws IOException {
    PairedComparison gain = new PairedComparison(6, 1.5, 1.4, 1.6);
    TunedModel tuned =
        new TunedModel(
            "Tiny Kimi demo",
            "2026-11-22",
            cores,
            HardwareProbe.memory().totalBytes(),
            settings,
            gain);
    return installation.tuning().save(List.of(TestModels.DEMO), tuned);
  }

  private JsonNode json(String... command) throws IOException {
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(installation, command), console.err());
    return new ObjectMapper().readTree(console.out());
  }

  private static String[] with(String[] command, String... more) {
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
