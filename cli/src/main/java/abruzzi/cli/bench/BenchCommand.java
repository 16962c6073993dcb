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
import abruzzi.profiles.HardwareProbe;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.benchmark.ModelRates;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
      "  abruzzi bench --synthetic kimi-k2:3:TQ1_0",
      "  abruzzi bench --synthetic kimi-k2:2 --experts IQ1_S --threads 16 --json",
      "  abruzzi bench kernels --types TQ1_0,Q2_K"
    })
public final class BenchCommand implements Runnable {
  /** The part of the memory up to which all weights are read in beforehand. */
  private static final double MEMORY_SHARE = 0.8;

  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--synthetic",
      paramLabel = "SHAPE",
      converter = ShapeConverter.class,
      description = "kimi-k2:LAYERS[:TYPE], layers with experts and their storage type.")
  private SyntheticShape synthetic;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where a synthetic model is kept meanwhile; the system's own without this.")
  private Path folder;

  @Mixin private BenchOptions benchOptions;
  @Mixin private ShapeOptions shapeOptions;
  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public BenchCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    checkUsage();
    ModelBenchmark benchmark = benchOptions.benchmark();
    modelOptions.check();
    if (synthetic == null) {
      try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation)) {
        measure(loaded.model(), loaded.plan(), benchmark, Optional.empty());
      }
      return;
    }
    SyntheticShape shape = shapeOptions.applyTo(synthetic);
    try (TemporaryModel file = TemporaryModel.write(console, folder, shape, shapeOptions.seed());
        OpenModel opened = OpenModel.open(file.path(), modelOptions, console, installation)) {
      measure(opened.model(), opened.plan(), benchmark, Optional.of(shape));
    }
  }

  private void checkUsage() {
    if (synthetic != null && modelOptions.file().given()) {
      throw new ParameterException(
          spec.commandLine(), "--model and --synthetic exclude each other; give one of them");
    }
    if (synthetic == null && shapeOptions.given()) {
      throw new ParameterException(
          spec.commandLine(), "--experts, --dense, --head and --vocabulary need --synthetic");
    }
  }

  private void measure(
      KimiModel model, StartPlan plan, ModelBenchmark benchmark, Optional<SyntheticShape> slice) {
    if (model.copiedBytes() == 0
        && model.file().sizeBytes() < MEMORY_SHARE * HardwareProbe.memory().totalBytes()) {
      ModelBenchmark.preload(model);
    }
    SessionOptions options = modelOptions.sessionOptions(plan);
    ModelRates rates;
    try (Progress progress =
        Progress.start(console, "Measuring", Progress.Unit.STEPS, benchmark.repeats())) {
      rates = benchmark.run(model, options, progress::to);
    }
    MemoryBandwidth bandwidth = MemoryBandwidth.measure(model.threads());
    Optional<Predicted> predicted =
        new RunRecorder(plan, model, installation).record(measured(benchmark, rates));
    BenchReport report = BenchReport.of(model, benchmark, rates, bandwidth, predicted, slice);
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else {
      new BenchText(console.out()).print(report);
    }
  }

  private static Measured measured(ModelBenchmark benchmark, ModelRates rates) {
    return new Measured(
        benchmark.promptTokens(),
        1e3 * benchmark.promptTokens() / rates.prefill().median(),
        benchmark.promptTokens() + benchmark.generateTokens() / 2,
        1e3 / rates.decode().median());
  }
}
