package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.OpenModel;
import abruzzi.cli.model.TuningStart;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.synthetic.SyntheticShape;
import abruzzi.runtime.tuning.ModelTrials;
import abruzzi.runtime.tuning.PairedComparison;
import abruzzi.runtime.tuning.SettingsSpace;
import abruzzi.runtime.tuning.TunedModel;
import abruzzi.runtime.tuning.Tuning;
import abruzzi.runtime.tuning.TuningFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi tune}: finds out by trying how a model runs fastest here. */
@Command(
    name = "tune",
    abbreviateSynopsis = true,
    description = {
      "Find out by trying how a model runs fastest on this machine: threads, how long they spin,",
      "batches of prompts, repacking, large pages, graphics card. What is found is kept for the",
      "model and used from then on. Options say where the search begins. Broken off, it goes on",
      "the next time."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi tune -m model.gguf",
      "  abruzzi tune -m model.gguf --minutes 20 --gpu cuda --rounded",
      "  abruzzi tune --synthetic kimi-k2:1:TQ1_0 --threads 1 --json"
    })
public final class TuneCommand implements Runnable {
  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "Time for all of it; ${DEFAULT-VALUE} without this option.")
  private double minutes;

  @Option(names = "--again", description = "Forget what a search that was broken off has measured.")
  private boolean again;

  @Option(
      names = "--rounded",
      description = "Try --gpu-activations rounded, too, whose results are about 1 %% off.")
  private boolean rounded;

  @Mixin private SyntheticOptions synthetic;
  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public TuneCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    if (!(minutes > 0) || minutes > TimeUnit.DAYS.toMinutes(1)) {
      throw new ParameterException(
          spec.commandLine(), "--minutes=" + minutes + ", expected above 0, at most a day");
    }
    synthetic.check(modelOptions);
    Optional<SyntheticShape> shape = synthetic.shape();
    if (shape.isEmpty()) {
      tune(modelOptions.file().path(console, installation));
      return;
    }
    try (TemporaryModel file = synthetic.write(console, shape.get())) {
      tune(file.path());
    }
  }

  private void tune(Path path) {
    TuningStart start = TuningStart.of(path, modelOptions, installation);
    CpuProfile cpu = HardwareProbe.cpu();
    long nanos = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
    try (TuneProgress progress = new TuneProgress(console, nanos);
        ModelTrials trials = new ModelTrials(opener(path), start.sessions())) {
      Tuning.Outcome outcome =
          new Tuning(
                  trials,
                  installation.tuning(),
                  start.parts(),
                  prompt ->
                      new SettingsSpace(
                          cpu.physicalCores(), cpu.logicalCores(), prompt, start.device(), rounded),
                  progress)
              .run(start.settings(), start.usual(), nanos, again);
      report(start, outcome, keep(start, outcome));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelTrials.Opener opener(Path path) {
    return settings -> OpenModel.open(path, modelOptions, settings, console, installation).model();
  }

  /** Keeps what is better than usual; where nothing is, nothing from before stays either. */
  private Optional<Path> keep(TuningStart start, Tuning.Outcome outcome) throws IOException {
    TuningFolder tuning = installation.tuning();
    Optional<PairedComparison> gain = outcome.gain(start.usual());
    if (gain.isEmpty()) {
      if (outcome.complete()) {
        tuning.delete(start.parts());
      }
      return Optional.empty();
    }
    TunedModel tuned =
        new TunedModel(
            start.model(),
            LocalDate.now(ZoneId.systemDefault()).toString(),
            HardwareProbe.logicalCores(),
            HardwareProbe.memory().totalBytes(),
            outcome.best(),
            gain.get());
    return Optional.of(tuning.save(start.parts(), tuned));
  }

  private void report(TuningStart start, Tuning.Outcome outcome, Optional<Path> kept) {
    TuneReport report = TuneReport.of(start.model(), start.usual(), outcome, kept);
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else {
      new TuneText(console.out()).print(report);
    }
  }
}
