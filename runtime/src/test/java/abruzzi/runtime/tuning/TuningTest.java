package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.gpu.ActivationForm;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.WorkerOptions;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import abruzzi.runtime.tuning.ModelTrials.Lengths;
import abruzzi.runtime.tuning.TrialJournal.Heading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
  private static final RunSettings START =
      new RunSettings(1, 1000, 128, false, true, RunSettings.ANY_DEVICE, ActivationForm.EXACT);
  private static final SettingsSpace SPACE =
      new SettingsSpace(2, 4, 64, RunSettings.ANY_DEVICE, false);

  @TempDir private Path folder;

  @Test
  void everyDimensionHoldsWhatIsThereAlready() {
    SettingsSpace all = new SettingsSpace(16, 32, 512, "cuda:0", true);
    RunSettings start = START.withDevice("cuda:0").withThreads(16).withCopies(true);
    List<String> names = new ArrayList<>();
    for (Dimension<RunSettings> dimension : all.dimensions()) {
      names.add(dimension.name());
      // a batch that holds the whole prompt needs no comparing with itself
      boolean contained = dimension.variants().apply(start).contains(start);
      assertTrue(contained || dimension.name().equals("batch"), dimension.name());
    }
    assertEquals(
        List.of("device", "activations", "threads", "repack", "batch", "spin", "large pages"),
        names);
    List<RunSettings> threads = SPACE.dimensions().get(0).variants().apply(START);
    assertEquals(List.of(1, 2, 4), threads.stream().map(RunSettings::threads).toList());
    assertEquals(List.of(32), batches(START));
    assertEquals(List.of(32, 64), batches(START.withBatch(16)));
  }

  private static List<Integer> batches(RunSettings settings) {
    Dimension<RunSettings> batch = SPACE.dimensions().get(2);
    assertEquals("batch", batch.name());
    assertEquals(Workload.PROMPT, batch.workload());
    return batch.variants().apply(settings).stream().map(RunSettings::batchTokens).toList();
  }

  @Test
  void aJournalAnswersWhatWasMeasuredBefore() throws IOException {
    Path file = folder.resolve("a.trials.jsonl");
    List<RunSettings> live = new ArrayList<>();
    Trials<RunSettings> machine =
        (settings, workload) -> {
          live.add(settings);
          return new SpeedSample(100 * settings.threads(), live.size());
        };
    TrialJournal first = new TrialJournal(file, Rounds.of(machine));
    assertEquals(Optional.empty(), first.heading());
    Heading heading = new Heading(START, SPACE, new Lengths(64, 8, 128));
    first.begin(heading);
    Dimension<RunSettings> threads = SPACE.dimensions().get(0);
    List<RunSettings> order = List.of(START, START.withThreads(2));
    List<SpeedSample> one = first.measure(threads, START, order);
    List<SpeedSample> two = first.measure(threads, START, order.reversed());
    Files.writeString(file, "{\"dimension\": \"thr", StandardOpenOption.APPEND);
    TrialJournal second = new TrialJournal(file, Rounds.of(machine));
    assertEquals(Optional.of(heading), second.heading());
    assertEquals(4, second.size());
    assertEquals(one, second.measure(threads, START, order));
    assertEquals(two, second.measure(threads, START, order.reversed()));
    assertEquals(4, live.size());
    second.measure(threads, START, order);
    assertEquals(6, live.size());
    TrialJournal third = new TrialJournal(file, Rounds.of(machine));
    assertEquals(6, third.size(), "what follows a damaged line is kept");
    third.measure(threads, START.withThreads(2), order);
    assertEquals(8, live.size(), "another best is another question");
    third.delete();
    assertFalse(Files.exists(file));
  }

  @Test
  void resultsAreKeptByContent() throws IOException {
    Path model = Files.writeString(folder.resolve("model.gguf"), "weights");
    TuningFolder tuning = new TuningFolder(folder.resolve("tuned"));
    assertEquals(Optional.empty(), tuning.find(List.of(model)));
    PairedComparison gain = new PairedComparison(6, 1.5, 1.4, 1.6);
    TunedModel tuned = new TunedModel("model", "2026-11-22", 4, 1000, START, gain);
    Path file = tuning.save(List.of(model), tuned);
    Path copy = Files.copy(model, folder.resolve("copy.gguf"));
    assertEquals(Optional.of(tuned), tuning.find(List.of(copy)));
    assertTrue(tuned.fits(4, 1010));
    assertFalse(tuned.fits(8, 1000));
    assertFalse(tuned.fits(4, 2000));
    Files.writeString(file, "{");
    assertEquals(Optional.empty(), tuning.find(List.of(model)));
    tuning.delete(List.of(model));
    assertFalse(Files.exists(file));
  }

  @Test
  void aModelIsLoadedAgainOnlyWhereItMustBe() throws IOException {
    Path path = folder.resolve("tiny.gguf");
    SyntheticModel.write(path, SyntheticShape.parse("tiny:1"), 1, bytes -> {});
    List<RunSettings> loads = new ArrayList<>();
    ModelTrials.Opener opener =
        settings -> {
          loads.add(settings);
          return KimiModel.open(path, LoadOptions.of(new WorkerOptions(settings.threads(), 1000)));
        };
    try (ModelTrials trials = new ModelTrials(opener, SessionOptions.defaults())) {
      Lengths lengths = trials.calibrate(START);
      assertTrue(lengths.promptTokens() >= 32 && lengths.generateTokens() >= 4);
      trials.use(new Lengths(8, 2, 16));
      assertTrue(trials.measure(START.withThreads(2), Workload.EXCHANGE).decodeTps() > 0);
      assertTrue(
          trials
                  .measure(START.withThreads(2).withSpin(0).withBatch(4), Workload.EXCHANGE)
                  .prefillTps()
              > 0);
      assertEquals(1, loads.size());
      assertTrue(trials.measure(START.withCopies(true), Workload.EXCHANGE).decodeTps() > 0);
      assertEquals(List.of(START, START.withCopies(true)), loads);
      assertTrue(trials.measure(START, Workload.PROMPT).prefillTps() > 0);
      assertEquals(2, loads.size(), "both stay open");
    }
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> START.withThreads(0));
    assertThrows(IllegalArgumentException.class, () -> START.withSpin(-1));
    assertThrows(IllegalArgumentException.class, () -> START.withDevice(null));
  }
}
