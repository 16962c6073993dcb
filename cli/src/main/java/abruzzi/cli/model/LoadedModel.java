package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.statistics.RoutingRecording;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.nio.file.Path;

/**
 * A model that is ready to answer. Whoever opens it closes it.
 *
 * @param model the model
 * @param plan the plan by which it was opened
 * @param tokenizer the tokenizer of the same file
 */
public record LoadedModel(KimiModel model, StartPlan plan, Tokenizer tokenizer)
    implements AutoCloseable {

  /** Opens the model that the options name and tells the user about it. */
  public static LoadedModel open(ModelOptions options, Console console, Installation installation) {
    options.check();
    Path path = options.file().path(console, installation);
    ProfileCheck check = ProfileCheck.start(installation.profiles());
    LoadedModel loaded =
        SlowNotice.during(
            console,
            "Loading " + path.getFileName(),
            beforeBar ->
                withTokenizer(OpenModel.open(path, options, console, installation, beforeBar)));
    check.print(console);
    new LoadReport(console).print(loaded.model, loaded.plan);
    return loaded;
  }

  private static LoadedModel withTokenizer(OpenModel opened) {
    try {
      return new LoadedModel(
          opened.model(), opened.plan(), VocabularyFile.tokenizer(opened.model().file()));
    } catch (RuntimeException | Error e) {
      opened.close();
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
