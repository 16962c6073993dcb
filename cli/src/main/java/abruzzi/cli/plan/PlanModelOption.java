package abruzzi.cli.plan;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.model.Installation;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.card.CardModels;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.planning.ModelFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
   * @throws CommandFailedException if it is neither
   */
  PlannedModel model(Installation installation) {
    if (model == null) {
      return file(
          installation
              .demoModel()
              .orElseThrow(
                  () -> new CommandFailedException("no model given; name a file or card with -m")));
    }
    Path path = installation.userPath(model);
    if (Files.exists(path)) {
      return file(path);
    }
    Optional<PlannedModel> card = CardModels.find(model);
    return card.orElseThrow(
        () ->
            new CommandFailedException(
                model
                    + ": no such file, and no model card; cards are "
                    + String.join(", ", CardModels.cardNames())
                    + ", with a mix behind, as in kimi-k2.5:TQ1_0"));
  }

  private static PlannedModel file(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      return ModelFacts.of(file);
    }
  }
}
