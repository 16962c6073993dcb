package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.statistics.RoutingRecording;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.nio.file.Path;

/**
 * A model that is ready to answer. Whoever opens it closes it.
 *
 * @param model the model
 * @param tokenizer the tokenizer of the same file
 */
public record LoadedModel(KimiModel model, Tokenizer tokenizer) implements AutoCloseable {

  /** Opens the model that the options name and tells the user about it. */
  public static LoadedModel open(ModelOptions options, Console console, Installation installation) {
    LoadOptions loadOptions = options.loadOptions();
    Path path = options.file().path(console, installation);
    ProfileCheck check = ProfileCheck.start(installation.profiles());
    LoadedModel loaded =
        SlowNotice.during(
            console,
            "Loading " + path.getFileName(),
            beforeBar -> withTokenizer(open(path, loadOptions, options, console, beforeBar)));
    check.print(console);
    new LoadReport(console).print(loaded.model);
    return loaded;
  }

  /** Opens a model, copying weights as the options say. */
  public static KimiModel open(
      Path path, LoadOptions loadOptions, ModelOptions options, Console console) {
    return open(path, loadOptions, options, console, () -> {});
  }

  private static KimiModel open(
      Path path,
      LoadOptions loadOptions,
      ModelOptions options,
      Console console,
      Runnable beforeBar) {
    try (CopyProgress copying = options.copying(console, path, beforeBar)) {
      return KimiModel.open(path, loadOptions.withCopies(copying));
    }
  }

  private static LoadedModel withTokenizer(KimiModel model) {
    try {
      return new LoadedModel(model, VocabularyFile.tokenizer(model.file()));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** Has what a session's router picks recorded, until that is closed; null without a router. */
  public RoutingRecording record(Session session, Installation installation) {
    return RoutingRecording.start(model, session, installation.statistics()).orElse(null);
  }

  @Override
  public void close() {
    model.close();
  }
}
