package abruzzi.cli.plan;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.model.Installation;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.CardModels;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.statistics.RouterStatistics;
import abruzzi.planner.statistics.RoutingShape;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.model.ModelConfigReader;
import abruzzi.runtime.planning.ModelFacts;
import abruzzi.runtime.statistics.StatisticsFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The option {@code --model} of plans: a file, or a model that need not be there. */
final class PlanModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = {
        "A GGUF file, or a card and a mix, as in kimi-k2.5:TQ1_0;",
        "without this option, the demo model."
      })
  private String model;

  /**
   * What to plan for.
   *
   * @param model the model
   * @param use how often its experts are used
   * @param recordedTokens tokens that this is known from, 0 when all are taken to be used alike
   */
  record Subject(PlannedModel model, ExpertUse use, long recordedTokens) {
    static Subject uniform(PlannedModel model) {
      return new Subject(model, ExpertUse.uniform(model.sizes()), 0);
    }
  }

  /**
   * What to plan for.
   *
   * @throws CommandFailedException if it is neither a file nor a card
   */
  Subject subject(Installation installation) {
    if (model == null) {
      return file(
          installation,
          installation
              .demoModel()
              .orElseThrow(
                  () -> new CommandFailedException("no model given; name a file or card with -m")));
    }
    Path path = installation.userPath(model);
    if (Files.exists(path)) {
      return file(installation, path);
    }
    Optional<PlannedModel> card = CardModels.find(model);
    return card.map(Subject::uniform)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    model
                        + ": no such file, and no model card; cards are "
                        + String.join(", ", CardModels.cardNames())
                        + ", with a mix behind, as in kimi-k2.5:TQ1_0"));
  }

  private static Subject file(Installation installation, Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      PlannedModel model = ModelFacts.of(file);
      Optional<RouterStatistics> recorded = recorded(installation, file);
      return recorded
          .filter(statistics -> statistics.tokens() > 0)
          .map(
              statistics ->
                  new Subject(
                      model, ExpertUse.recorded(model.sizes(), statistics), statistics.tokens()))
          .orElseGet(() -> Subject.uniform(model));
    }
  }

  private static Optional<RouterStatistics> recorded(Installation installation, GgufFile file) {
    Optional<RoutingShape> shape =
        StatisticsFolder.shape(ModelConfigReader.read(file, OptionalDouble.empty()));
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<StatisticsStore> found = installation.statistics().find(file.paths(), shape.get());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      try (StatisticsStore store = found.get()) {
        return Optional.of(store.read());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
