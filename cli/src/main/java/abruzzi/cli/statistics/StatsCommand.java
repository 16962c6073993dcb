package abruzzi.cli.statistics;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.ModelFileOption;
import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.model.ModelConfig;
import abruzzi.runtime.model.ModelConfigReader;
import abruzzi.runtime.statistics.StatisticsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abruzzi stats}: what was recorded of a model's router. */
@Command(
    name = "stats",
    abbreviateSynopsis = true,
    description = {
      "Show which experts a model picked while it generated: use, skew, repetition, and how many",
      "picks a cache of some experts would find. Recorded by run and chat, kept for each model."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi stats",
      "  abruzzi stats -m kimi-k2-00001-of-00009.gguf --json",
      "  abruzzi stats -m kimi-k2-00001-of-00009.gguf --reset"
    })
public final class StatsCommand implements Callable<Integer> {
  private final Console console;
  private final Installation installation;

  @Mixin private ModelFileOption modelFile;

  @Option(names = "--reset", description = "Forget what was recorded of this model.")
  private boolean reset;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public StatsCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    Path path = modelFile.path(console, installation);
    try (GgufFile file = GgufFile.open(path)) {
      ModelConfig config = ModelConfigReader.read(file, OptionalDouble.empty());
      RoutingShape shape =
          StatisticsFolder.shape(config)
              .orElseThrow(() -> new CommandFailedException(path + ": has no routed experts"));
      Optional<StatisticsStore> found = installation.statistics().find(file.paths(), shape);
      if (found.isEmpty()) {
        throw new CommandFailedException(
            path + ": nothing was recorded yet; generate with run or chat first");
      }
      try (StatisticsStore store = found.get()) {
        answer(config.name(), store);
      }
    }
    return 0;
  }

  private void answer(String model, StatisticsStore store) throws IOException {
    if (reset) {
      store.reset();
    }
    StatsReport report = StatsReport.of(model, store.read());
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else {
      new StatsText(console.out()).print(report);
    }
  }
}
