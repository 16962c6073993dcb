package abruzzi.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.TestModels;
import abruzzi.dense.choice.DeviceInventory;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.planner.placement.DensePart;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.PlanOptions;
import abruzzi.planner.placement.Planner;
import abruzzi.planner.placement.PrefillPlan;
import abruzzi.planner.statistics.RoutingRecorder;
import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProfileStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.tuning.RunSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Plans at start with a graphics card, which is the processors in disguise. */
class StartPlanTest {
  private static final String[] RUN = {
    "run", "-p", "What is the capital of France?", "--temperature", "0"
  };

  private static final double FAST = 1e12;
  private static final int EXPERTS = 32;

  @TempDir private Path folder;
  private Installation installation;
  private DeviceInfo device;
  private Path plan;

  @BeforeEach
  void aMachineWithACard() throws IOException {
    installation = new Installation(Optional.of(Path.of("..")), folder, folder, folder);
    device = DeviceInventory.take().devices().get(0);
    plan = folder.resolve("plan.json");
    save(device.name(), device.memoryBytes());
  }

  private void save(String card, long memoryBytes) throws IOException {
    HardwareProfile shipped = installation.profiles().get("cpu-only-64gb");
    GpuProfile gpu =
        new GpuProfile(
            card,
            memoryBytes,
            FAST,
            0, // no starts: experts of this model are too small to be worth one
            new PcieProfile(FAST, 0, FAST, 0, 100),
            List.of(),
            Origin.measured("nobody", LocalDate.of(2026, 11, 22)));
    installation
        .profiles()
        .save(
            new HardwareProfile(
                ProfileStore.THIS_MACHINE,
                shipped.cpu(),
                shipped.memory(),
                List.of(gpu),
                shipped.disks(),
                shipped.kernels()));
  }

  private String gpu() {
    return WantedDevice.name(device);
  }

  @Test
  void aKnownCardGetsTheDensePartAndExperts() throws IOException {
    String host = run("--gpu", "off");
    assertEquals(host, run("--gpu", gpu(), "--plan-out", plan.toString()));
    JsonNode json = written();
    assertTrue(json.at("/gpu/weight_bytes").asLong() > 0, json.toString());
    assertEquals("0-" + (EXPERTS - 1), json.at("/experts/0/gpu").asText());
    // and that plan is obeyed, by the same card alone
    assertEquals(host, run("--gpu", gpu(), "--plan", plan.toString()));
    CapturedConsole without = new CapturedConsole();
    String[] command = with(RUN, "--gpu", "off", "--plan", plan.toString());
    assertEquals(1, without.execute(installation, command));
    assertTrue(without.err().contains("uses a graphics card, but there is none"), without.err());
  }

  @Test
  void plansThatDivideTheDensePartAreRefused() throws IOException {
    run("--gpu", gpu(), "--plan-out", plan.toString());
    String text = Files.readString(plan);
    int attention = text.indexOf("\"ATTENTION\"");
    int tier = text.indexOf("\"GPU\"", attention);
    Files.writeString(plan, text.substring(0, tier) + "\"RAM\"" + text.substring(tier + 5));
    CapturedConsole captured = new CapturedConsole();
    String[] command = with(RUN, "--gpu", gpu(), "--plan", plan.toString());
    assertEquals(1, captured.execute(installation, command));
    assertTrue(captured.err().contains("all of them, or none"), captured.err());
  }

  @Test
  void aCardThatIsNotKnownIsUsedWithoutAPlan() throws IOException {
    save("another card", device.memoryBytes());
    run("--gpu", gpu(), "--plan-out", plan.toString());
    assertTrue(written().at("/gpu").isNull());
  }

  @Test
  void theExpertsOfThePlanAreThoseThatWereRecorded() throws IOException {
    run("--gpu", gpu(), "--plan-out", plan.toString());
    JsonNode all = written();
    long expert = all.at("/experts/0/expert_bytes").asLong();
    long others = 0;
    for (JsonNode layer : all.at("/experts")) {
      others += EXPERTS * layer.at("/expert_bytes").asLong();
    }
    JsonNode use = all.at("/gpu");
    long dense = use.at("/weight_bytes").asLong() - others;
    long driver = 512L << 20;
    long two = dense + driver + use.at("/work_bytes").asLong() + use.at("/cache_bytes").asLong();
    save(device.name(), two + 5 * expert / 2);
    RoutingShape shape = new RoutingShape(1, 5, EXPERTS, 4);
    try (StatisticsStore store = installation.statistics().open(List.of(TestModels.DEMO), shape)) {
      RoutingRecorder recorder = new RoutingRecorder(shape);
      for (int position = 1; position <= 200; position++) {
        for (int layer = 1; layer <= 5; layer++) {
          recorder.routed(layer, hotIn(layer, position));
        }
        recorder.tokenDone(position);
      }
      store.add(recorder);
    }
    Files.delete(plan);
    String answer = run("--gpu", gpu(), "--plan-out", plan.toString());
    assertEquals(run("--gpu", "off"), answer);
    List<String> hot = new ArrayList<>();
    for (JsonNode layer : written().at("/experts")) {
      hot.add(layer.at("/gpu").asText());
    }
    hot.removeIf(String::isEmpty);
    assertEquals(List.of("3", "21"), hot);
  }

  /** Runs neither stream experts through the card nor choose batches by themselves. */
  @Test
  void promptsArePlannedAsTheyAreComputed() throws IOException {
    run("--gpu", gpu(), "--plan-out", plan.toString());
    long driver = 512L << 20;
    JsonNode use = written().at("/gpu");
    save(
        device.name(),
        driver
            + use.at("/work_bytes").asLong()
            + use.at("/cache_bytes").asLong()
            + use.at("/weight_bytes").asLong() / 2);
    ModelOptions options = new ModelOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs("--gpu", gpu());
    StartSettings settings = options.startSettings(Optional.empty());
    try (GgufFile file = GgufFile.open(TestModels.DEMO)) {
      StartPlan start =
          new StartPlanner(file, options, settings, installation).plan(Optional.of(device));
      PrefillPlan prefill = start.placement().orElseThrow().prefill();
      assertEquals(PrefillPlan.Strategy.PROCESSORS, prefill.strategy());
      assertEquals(0, prefill.streamFromTokens());
      assertEquals(settings.batchTokens(), prefill.batchTokens());
      Placement free =
          Planner.plan(
              start.model(),
              start.machine(),
              ExpertUse.uniform(start.model().sizes()),
              PlanOptions.builder().dense(DensePart.ALL).build());
      assertTrue(free.prefill().streamFromTokens() > 0);
    }
  }

  /** Expert 3 is used most in layer 2, expert 21 in layer 3. */
  private static int[] hotIn(int layer, int position) {
    int[] picks = {position % 7, 7 + position % 7, 14 + position % 7, 22 + position % 7};
    if (layer == 2) {
      picks[0] = 3;
    } else if (layer == 3) {
      picks[2] = 21;
    }
    return picks;
  }

  /** Threads that wait in a loop would take the processors from what is to be waited for. */
  @Test
  void nobodySpinsWhereTheCardIsTheProcessors() {
    assertTrue(device.processor());
    assertEquals(0, plan(StartSettings.usual(), Optional.of(device)).spinMicros());
    assertEquals(1000, plan(StartSettings.usual(), Optional.empty()).spinMicros());
    RunSettings tuned =
        new RunSettings(2, 70, 128, true, true, RunSettings.ANY_DEVICE, ActivationForm.EXACT);
    assertEquals(70, plan(StartSettings.exactly(tuned), Optional.of(device)).spinMicros());
    DeviceInfo card =
        new DeviceInfo(
            device.api(),
            device.number(),
            device.name(),
            device.driver(),
            false,
            device.memoryBytes(),
            device.mostAllocationBytes(),
            device.alignmentBytes(),
            device.localBytes(),
            device.computeUnits());
    assertEquals(1000, plan(StartSettings.usual(), Optional.of(card)).spinMicros());
  }

  private static StartPlan plan(StartSettings settings, Optional<DeviceInfo> card) {
    return new StartPlan(null, null, settings, card, Optional.empty());
  }

  /** What runs with the card took is kept, and counts for runs with it alone. */
  @Test
  void runsWithACardAreKeptApart() throws IOException {
    JsonNode first = bench("--gpu", gpu());
    assertTrue(!first.at("/predicted/known").asBoolean(), first.toString());
    List<RunLog.Entry> entries =
        RunLog.of(installation.profiles(), ProfileStore.THIS_MACHINE).entries();
    assertEquals(1, entries.size());
    assertEquals(device.name(), entries.get(0).subject().device());
    JsonNode host = bench("--gpu", "off");
    assertTrue(!host.at("/predicted/known").asBoolean(), host.toString());
    JsonNode second = bench("--gpu", gpu());
    assertTrue(second.at("/predicted/known").asBoolean(), second.toString());
    double expected = second.at("/predicted/decode_tps").asDouble();
    assertEquals(first.at("/decode_tps").asDouble(), expected, 0.1 * expected);
    save("another card", device.memoryBytes());
    JsonNode other = bench("--gpu", gpu());
    assertTrue(other.at("/predicted").isNull(), other.toString());
  }

  private JsonNode bench(String... more) throws IOException {
    String[] command = {
      "bench", "--repeat", "1", "--warm-up", "0", "--prompt-tokens", "8", "--json"
    };
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(installation, with(command, more)), console.err());
    return new ObjectMapper().readTree(console.out());
  }

  private JsonNode written() throws IOException {
    return new ObjectMapper().readTree(plan.toFile());
  }

  private String run(String... more) {
    CapturedConsole console = new CapturedConsole();
    assertEquals(0, console.execute(installation, with(RUN, more)), console.err());
    return console.out();
  }

  private static String[] with(String[] command, String... more) {
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
