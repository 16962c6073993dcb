package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.model.ModelOptions;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that measure a made-up model instead of a file. */
final class SyntheticOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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

  @Mixin private ShapeOptions shapeOptions;

  /**
   * Checks the numbers, and that there is one model.
   *
   * @throws ParameterException if not
   */
  void check(ModelOptions modelOptions) {
    modelOptions.check();
    if (synthetic != null && modelOptions.file().given()) {
      throw new ParameterException(
          command.commandLine(), "--model and --synthetic exclude each other; give one of them");
    }
    if (synthetic == null && shapeOptions.given()) {
      throw new ParameterException(
          command.commandLine(), "--experts, --dense, --head and --vocabulary need --synthetic");
    }
  }

  /** The shape of the made-up model; nothing where a file is meant. */
  Optional<SyntheticShape> shape() {
    return Optional.ofNullable(synthetic).map(shapeOptions::applyTo);
  }

  /** Writes a model of that shape. */
  TemporaryModel write(Console console, SyntheticShape shape) {
    return TemporaryModel.write(console, folder, shape, shapeOptions.seed());
  }
}
