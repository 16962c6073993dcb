package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.model.KimiModel;
import java.nio.file.Path;

/**
 * A model and the plan by which it was opened. Whoever opens it closes it.
 *
 * @param model the model
 * @param plan its plan
 */
public record OpenModel(KimiModel model, StartPlan plan) implements AutoCloseable {
  /** Plans and opens a model, copying weights as the plan and the options say. */
  public static OpenModel open(
      Path path, ModelOptions options, Console console, Installation installation) {
    return open(path, options, console, installation, () -> {});
  }

  static OpenModel open(
      Path path,
      ModelOptions options,
      Console console,
      Installation installation,
      Runnable beforeBar) {
    GgufFile file = GgufFile.open(path);
    StartPlan plan;
    try {
      plan = StartPlan.of(file, options, installation);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
    try (CopyProgress copying = options.copying(console, path, plan, beforeBar)) {
      return new OpenModel(
          KimiModel.open(file, options.loadOptions(plan).withCopies(copying)), plan);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
