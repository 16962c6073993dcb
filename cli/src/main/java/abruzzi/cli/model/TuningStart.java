package abruzzi.cli.model;

import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.tuning.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the tuning of a model begins.
 *
 * @param parts all files of the model in order
 * @param model its name
 * @param settings as the options have them
 * @param usual as they are without options
 * @param sessions how sessions are opened
 */
public record TuningStart(
    List<Path> parts,
    String model,
    RunSettings settings,
    RunSettings usual,
    SessionOptions sessions) {
  /** Plans for a model; nothing is loaded. */
  public static TuningStart of(Path path, ModelOptions options, Installation installation) {
    try (GgufFile file = GgufFile.open(path)) {
      StartPlan plan = plan(file, options, options.startSettings(Optional.empty()), installation);
      StartPlan usual = plan(file, options, StartSettings.usual(), installation);
      return new TuningStart(
          file.paths(),
          plan.model().name(),
          plan.runSettings(file.sizeBytes()),
          usual.runSettings(file.sizeBytes()),
          options.sessionOptions(plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("try") // the device is looked at only
  private static StartPlan plan(
      GgufFile file, ModelOptions options, StartSettings settings, Installation installation)
      throws IOException {
    DeviceSearch search = settings.device().find();
    try (ComputeDevice device = search.device().orElse(null)) {
      return new StartPlanner(file, options, settings, installation)
          .plan(search.device().map(ComputeDevice::info), Optional.empty());
    }
  }
}
