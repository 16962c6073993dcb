package abruzzi.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.ProfileStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
  private static final String[] WORKSTATION = {"--profile", "rtx4090-256gb-ddr5-2ch"};

  private final CapturedConsole captured = new CapturedConsole();
  @TempDir private Path folder;

  @Test
  void aModelThatNobodyHasOnAMachineThatNobodyHas() throws IOException {
    JsonNode json = json("-m", "kimi-k2.5:TQ1_0");
    assertEquals("Kimi K2.5 TQ1_0", json.at("/model").asText());
    assertFalse(json.at("/estimated").asBoolean());
    assertEquals(
        214_035_333_120L,
        json.at("/class_bytes/ROUTED_EXPERTS/GPU").asLong()
            + json.at("/class_bytes/ROUTED_EXPERTS/RAM").asLong());
    assertEquals(0, json.at("/class_bytes/ROUTED_EXPERTS/DISK").asLong());
    assertEquals(218_356_132_352L, sum(json.at("/class_bytes")));
    double decode = json.at("/decode_tps").asDouble();
    // what 80 GB/s of memory allow for the experts of a token, without and with all else
    assertTrue(decode > 5 && decode < 17.9, "tokens per second: " + decode);
    assertTrue(json.at("/decode_full_tps").asDouble() < decode);
    assertTrue(json.at("/prefill_tps").asDouble() > decode);
    assertFalse(json.at("/bottleneck").asText().isEmpty());
    assertTrue(json.at("/gap").asDouble() < 0.02);
    assertTrue(json.at("/purchases").size() > 2);
    assertTrue(json.at("/costs/kwh_per_million").asDouble() > 0);
  }

  @Test
  void whatDoesNotFitMemoryStaysOnDisk() throws IOException {
    JsonNode json = json("-m", "kimi-k2.5:UD-Q2_K_XL");
    assertTrue(json.at("/estimated").asBoolean());
    long onDisk = json.at("/class_bytes/ROUTED_EXPERTS/DISK").asLong();
    assertTrue(onDisk > 70e9 && onDisk < 110e9, "on disk: " + onDisk);
    assertTrue(json.at("/ram/weight_bytes").asLong() < 256L << 30);
  }

  @Test
  void peopleGetATableAndBars() {
    assertEquals(0, captured.execute(command("-m", "kimi-k2:TQ1_0", "--explain")), captured.err());
    String text = captured.out();
    assertTrue(text.contains("routed experts"), text);
    assertTrue(text.contains("graphics card  █"), text);
    assertTrue(text.contains("limited by"), text);
    assertTrue(text.contains("kWh per million tokens"), text);
    assertTrue(text.contains("twice the cores"), text);
    assertTrue(text.contains("No placement is faster"), text);
  }

  @Test
  void otherPartsGiveAnotherPlan() throws IOException {
    double now = json("-m", "kimi-k2:IQ1_S").at("/decode_tps").asDouble();
    double less =
        json("-m", "kimi-k2:IQ1_S", "--what-if", "ram=128,vram=16").at("/decode_tps").asDouble();
    assertTrue(less < now, less + " " + now);
    JsonNode without = json("-m", "kimi-k2:IQ1_S", "--what-if", "vram=0");
    assertTrue(without.at("/gpu").isNull());
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() {
    String[] small = {"plan", "--profile", "cpu-only-64gb", "--what-if", "ram=2"};
    assertEquals(1, captured.execute(with(small, "-m", "kimi-k2:Q8_0")), captured.err());
    assertEquals(1, captured.err().lines().count(), captured.err());
    assertTrue(captured.err().contains("of main memory"), captured.err());
    assertTrue(captured.err().contains("are missing"), captured.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan --what-if ram|'ram', expected PART=NUMBER with one of ram, ram-bw, vram",
        "plan --what-if ram=x|'ram=x', expected a number",
        "plan --what-if ram=0|'ram=0', expected a number",
        "plan --context 0|contextTokens=0, expected at least 1",
        "plan --prompt-tokens 0|promptTokens=0, expected at least 1",
      })
  void badUsage(String command, String line) {
    assertEquals(2, captured.execute(command.split(" ")), captured.err());
    assertTrue(captured.err().lines().findFirst().orElseThrow().contains(line), captured.err());
  }

  @Test
  void namesThatAreNone() {
    assertEquals(1, captured.execute("plan", "-m", "kimi-k9:TQ1_0", "--profile", "cpu-only-64gb"));
    assertTrue(captured.err().contains("no model card; cards are kimi-k2,"), captured.err());
    CapturedConsole profile = new CapturedConsole();
    assertEquals(1, profile.execute("plan", "-m", "kimi-k2:TQ1_0", "--profile", "abacus"));
    assertTrue(profile.err().contains("expected one of"), profile.err());
    CapturedConsole mix = new CapturedConsole();
    assertEquals(1, mix.execute("plan", "-m", "kimi-k2", "--profile", "cpu-only-64gb"));
    assertTrue(mix.err().contains("expected a card and a mix"), mix.err());
  }

  @Test
  void aPlanIsWrittenAndObeyed() throws IOException {
    Path plan = folder.resolve("plan.json");
    String[] run = {"run", "-p", "What is the capital of France?", "--temperature", "0"};
    assertEquals(0, captured.execute(with(run, "--threads", "1", "--plan-out", plan.toString())));
    JsonNode json = new ObjectMapper().readTree(plan.toFile());
    assertEquals(1, json.at("/threads").asInt());
    assertEquals(1024, json.at("/context_tokens").asInt());
    CapturedConsole again = new CapturedConsole();
    assertEquals(0, again.execute(with(run, "--plan", plan.toString())), again.err());
    assertEquals(captured.out(), again.out());
  }

  @Test
  void plansOfOtherModelsAndBrokenOnesAreRefused() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"model\": ");
    CapturedConsole first = new CapturedConsole();
    assertEquals(1, first.execute("run", "-p", "a", "--plan", broken.toString()));
    assertTrue(first.err().contains("broken.json: no plan"), first.err());
    Path other = folder.resolve("other.json");
    CapturedConsole plan = new CapturedConsole();
    assertEquals(
        0,
        plan.execute(
            "plan", "-m", "moonlight-16b-a3b:Q4_K", "--profile", "cpu-only-64gb", "--json"));
    Files.writeString(other, plan.out());
    CapturedConsole second = new CapturedConsole();
    assertEquals(1, second.execute("run", "-p", "a", "--plan", other.toString()));
    assertTrue(second.err().contains("a plan for Moonlight 16B A3B Q4_K"), second.err());
  }

  /** A container's limit, or memory that was taken out: what was measured is not there any more. */
  @Test
  void thisMachineHasTheMemoryThatThereIsNow() throws IOException {
    Installation installation =
        new Installation(Optional.of(Path.of("..")), folder, folder, folder);
    HardwareProfile shipped = installation.profiles().get("cpu-only-64gb");
    long now = HardwareProbe.memory().totalBytes();
    installation
        .profiles()
        .save(
            new HardwareProfile(
                ProfileStore.THIS_MACHINE,
                shipped.cpu(),
                new MemoryProfile(3 * now),
                shipped.gpus(),
                shipped.disks(),
                shipped.kernels()));
    String[] plan = {"plan", "-m", TestModels.DEMO.toString(), "--json"};
    assertEquals(0, captured.execute(installation, plan), captured.err());
    assertEquals(now, total(captured));
    assertTrue(captured.err().contains("this machine has changed"), captured.err());
    CapturedConsole named = new CapturedConsole();
    assertEquals(0, named.execute(installation, with(plan, "--profile", "cpu-only-64gb")));
    assertEquals(shipped.memory().totalBytes(), total(named));
    assertEquals("", named.err());
  }

  private static long total(CapturedConsole console) throws IOException {
    return new ObjectMapper().readTree(console.out()).at("/ram/total_bytes").asLong();
  }

  /** What bench measures is kept beside the profile, and corrects the next prediction. */
  @Test
  void runsAreComparedWithPredictions() throws IOException {
    Installation installation =
        new Installation(Optional.of(Path.of("..")), folder, folder, folder);
    CapturedConsole profile = new CapturedConsole();
    assertEquals(0, profile.execute(installation, "profile", "show", "cpu-only-64gb", "--json"));
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Files.writeString(profiles.resolve("this-machine.json"), profile.out());
    String[] bench = {
      "bench",
      "-m",
      TestModels.DEMO.toString(),
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
    JsonNode first = predicted(installation, bench);
    JsonNode second = predicted(installation, bench);
    double cold = first.get("decode_tps").asDouble();
    assertTrue(cold > 0);
    assertFalse(first.get("known").asBoolean());
    assertTrue(second.get("known").asBoolean());
    assertTrue(
        second.get("decode_tps").asDouble() < cold,
        "the cold run of before was slower than the profile says");
    assertEquals(2, Files.readAllLines(profiles.resolve("this-machine.runs.jsonl")).size());
  }

  private static JsonNode predicted(Installation installation, String... bench) throws IOException {
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(installation, bench), console.err());
    return new ObjectMapper().readTree(console.out()).get("predicted");
  }

  private static long sum(JsonNode classes) {
    long sum = 0;
    for (JsonNode tiers : classes) {
      for (JsonNode bytes : tiers) {
        sum += bytes.asLong();
      }
    }
    return sum;
  }

  private static JsonNode json(String... arguments) throws IOException {
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(command(with(arguments, "--json"))), console.err());
    JsonNode json = new ObjectMapper().readTree(console.out());
    assertNotNull(json);
    return json;
  }

  private static String[] command(String... arguments) {
    return with(with(new String[] {"plan"}, WORKSTATION), arguments);
  }

  private static String[] with(String[] command, String... more) {
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
