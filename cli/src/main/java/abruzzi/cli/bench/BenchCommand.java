package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.Progress;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.OpenModel;
import abruzzi.cli.model.RunRecorder;
import abruzzi.cli.model.RunRecorder.Measured;
import abruzzi.cli.model.RunRecorder.Predicted;
import abruzzi.cli.model.StartPlan;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.ModelRates;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code abruzzi bench}: how fast a model is on this machine, and how fast it could be. */
@Command(
    name = "bench",
    abbreviateSynopsis = true,
    description = {
      "Measure prefill and decode of a model, beside the read bandwidth that limits it.",
      "With --synthetic no model is needed: one of Kimi K2's sizes is made up, with few layers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi bench -m model.gguf",
      "  abruzzi bench -m model.gguf --prompt-tokens 64,512",
      "  abruzzi bench --synthetic kimi-k2:3:TQ1_0",
      "  abruzzi bench --synthetic kimi-k2:2 --experts IQ1_S --threads 16 --json",
      "  abruzzi bench kernels --types TQ1_0,Q2_K"
    })
public final class BenchCommand implements Runnable {
  private final Console console;
  private final Installation installation;

  @Mixin private BenchOptions benchOptions;
  @Mixin private SyntheticOptions synthetic;
  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public BenchCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    synthetic.check(modelOptions);
    List<ModelBenchmark> benchmarks = benchOptions.benchmarks();
    Optional<SyntheticShape> shape = synthetic.shape();
    if (shape.isEmpty()) {
      try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation)) {
        measure(loaded.model(), loaded.plan(), benchmarks, shape);
      }
      return;
    }
    try (TemporaryModel file = synthetic.write(console, shape.get());
        OpenModel opened = OpenModel.open(file.path(), modelOptions, console, installation)) {
      measure(opened.model(), opened.plan(), benchmarks, shape);
    }
  }

  private void measure(
      KimiModel model,
      StartPlan plan,
      List<ModelBenchmark> benchmarks,
      Optional<SyntheticShape> slice) {
    ModelBenchmark.preload(model);
    List<BenchReport> reports = new ArrayList<>();
    for (ModelBenchmark benchmark : benchmarks) {
      BenchReport report = measure(model, plan, benchmark, slice);
      reports.add(report);
      if (!json.requested()) {
        if (reports.size() > 1) {
          console.out().println();
        }
        new BenchText(console.out()).print(report);
      }
    }
    if (json.requested()) {
      new JsonOutput(console).write(reports.size() == 1 ? reports.get(0) : reports);
    }
  }

  private BenchReport measure(
      KimiModel model, StartPlan plan, ModelBenchmark benchmark, Optional<SyntheticShape> slice) {
    ModelRates rates;
    try (Progress progress =
        Progress.start(console, "Measuring", Progress.Unit.STEPS, benchmark.repeats())) {
      rates = benchmark.run(model, modelOptions.sessionOptions(plan), progress::to);
    }
    MemoryBandwidth bandwidth = MemoryBandwidth.measure(model.threads());
    Optional<Predicted> predicted =
        new RunRecorder(plan, model, installation).record(measured(benchmark, rates));
    return BenchReport.of(model, benchmark, rates, bandwidth, predicted, slice);
  }

  private static Measured measured(ModelBenchmark benchmark, ModelRates rates) {
    return new Measured(
        benchmark.promptTokens(),
        1e3 * benchmark.promptTokens() / rates.prefill().median(),
        benchmark.promptTokens() + benchmark.generateTokens() / 2,
        1e3 / rates.decode().median());
  }
}
