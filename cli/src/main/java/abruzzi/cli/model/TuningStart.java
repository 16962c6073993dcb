package abruzzi.cli.model;

import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceInfo;
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
 * @param device the graphics card that there is, {@link RunSettings#ANY_DEVICE} for none
 * @param sessions how sessions are opened
 */
public record TuningStart(
    List<Path> parts,
    String model,
    RunSettings settings,
    RunSettings usual,
    String device,
    SessionOptions sessions) {
  /** A plan and the device that it was offered. */
  private record Offer(StartPlan plan, Optional<DeviceInfo> card) {
    RunSettings settings(GgufFile file) {
      return plan.runSettings(file.sizeBytes(), card.isPresent());
    }
  }

  /** Plans for a model; nothing is loaded. */
  public static TuningStart of(Path path, ModelOptions options, Installation installation) {
    try (GgufFile file = GgufFile.open(path)) {
      Offer start = offer(file, options, options.startSettings(Optional.empty()), installation);
      Offer usual = offer(file, options, StartSettings.usual(), installation);
      return new TuningStart(
          file.paths(),
          start.plan.model().name(),
          start.settings(file),
          usual.settings(file),
          start.card.map(WantedDevice::name).orElse(RunSettings.ANY_DEVICE),
          options.sessionOptions(start.plan));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("try") // the device is looked at only
  private static Offer offer(
      GgufFile file, ModelOptions options, StartSettings settings, Installation installation)
      throws IOException {
    DeviceSearch search = settings.device().find();
    Optional<DeviceInfo> card = search.device().map(ComputeDevice::info);
    try (ComputeDevice device = search.device().orElse(null)) {
      return new Offer(new StartPlanner(file, options, settings, installation).plan(card), card);
    }
  }
}
