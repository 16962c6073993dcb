package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.tuning.RunSettings;
import abruzzi.runtime.tuning.TunedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model and the plan by which it was opened. Whoever opens it closes it.
 *
 * @param model the model
 * @param plan its plan
 */
public record OpenModel(KimiModel model, StartPlan plan) implements AutoCloseable {
  /**
   * Plans and opens a model, copying weights as the plan and the options say, and as tuning has
   * found best.
   */
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
    Optional<TunedModel> tuned;
    try {
      tuned = options.tuned() ? TunedNotice.find(file, console, installation) : Optional.empty();
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
    StartSettings settings = options.startSettings(tuned.map(TunedModel::settings));
    return new Opening(file, options, console, installation, beforeBar).open(settings);
  }

  /** Plans and opens a model with these settings, whatever the options say of them. */
  public static OpenModel open(
      Path path,
      ModelOptions options,
      RunSettings settings,
      Console console,
      Installation installation) {
    return new Opening(GgufFile.open(path), options, console, installation, () -> {})
        .open(StartSettings.exactly(settings));
  }

  @Override
  public void close() {
    model.close();
  }

  /** What it takes to open a file. */
  private record Opening(
      GgufFile file,
      ModelOptions options,
      Console console,
      Installation installation,
      Runnable beforeBar) {
    OpenModel open(StartSettings settings) {
      DeviceSearch search;
      StartPlan plan;
      try {
        search = settings.device().find();
      } catch (RuntimeException | Error e) {
        file.close();
        throw e;
      }
      try {
        Optional<DeviceInfo> card = search.device().map(ComputeDevice::info);
        plan = new StartPlanner(file, options, settings, installation).plan(card);
      } catch (IOException e) {
        close(search);
        throw new UncheckedIOException(e);
      } catch (RuntimeException | Error e) {
        close(search);
        throw e;
      }
      try (CopyProgress copying = options.copying(console, file.paths().get(0), plan, beforeBar)) {
        FoundDevice device = FoundDevice.of(search, plan);
        return new OpenModel(
            KimiModel.open(file, options.loadOptions(plan, device).withCopies(copying)), plan);
      }
    }

    private void close(DeviceSearch search) {
      search.device().ifPresent(ComputeDevice::close);
      file.close();
    }
  }
}
