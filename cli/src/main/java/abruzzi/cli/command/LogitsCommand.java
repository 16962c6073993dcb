package abruzzi.cli.command;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.dense.KvCacheType;
import abruzzi.runtime.sampling.LogProbabilities;
import abruzzi.runtime.sampling.LogProbabilities.TokenLogProbability;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abruzzi logits}: what the model computes after each token. */
@Command(
    name = "logits",
    abbreviateSynopsis = true,
    description = {
      "Show the logits after the last of some tokens, or after each.",
      "The context is stored in f32 unless --cache-type says otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi logits --ids 406,509,302",
      "  abruzzi logits -m model.gguf --ids 406,509,302 --all --json"
    })
public final class LogitsCommand implements Runnable {
  private static final int MOST_LIKELY_SHOWN = 10;

  private final Console console;
  private final Installation installation;

  @Option(
      names = "--ids",
      required = true,
      paramLabel = "ID,..",
      converter = TokenIds.Converter.class,
      description = "The tokens.")
  private TokenIds ids;

  @Option(names = "--all", description = "Logits after every token, not the last alone.")
  private boolean all;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public LogitsCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public void run() {
    try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation);
        Session session =
            Session.open(
                loaded.model(), modelOptions.sessionOptions(KvCacheType.F32, loaded.plan()))) {
      int first = all ? 0 : ids.ids().length - 1;
      if (json.requested()) {
        new JsonOutput(console).writeRows("logits", rows -> feed(session, first, rows::accept));
      } else {
        print(session, first, loaded.tokenizer());
      }
    }
  }

  /** Receives the logits {@code [vocabulary]} after one token; the array is its own. */
  @FunctionalInterface
  private interface Row {
    void accept(float[] logits);
  }

  private void feed(Session session, int first, Row row) {
    session.feedAll(
        ids.ids(),
        first,
        (index, logits, offset) ->
            row.accept(Arrays.copyOfRange(logits, offset, offset + session.vocabulary())));
  }

  private void print(Session session, int first, Tokenizer tokenizer) {
    TextTable table =
        new TextTable(Align.RIGHT, Align.RIGHT, Align.LEFT, Align.RIGHT, Align.RIGHT)
            .row("position", "token", "text", "logit", "probability");
    int[] position = {first};
    int shown = all ? 1 : MOST_LIKELY_SHOWN;
    feed(session, first, logits -> addRows(table, tokenizer, position[0]++, logits, shown));
    table.print(console.out());
  }

  private static void addRows(
      TextTable table, Tokenizer tokenizer, int position, float[] logits, int shown) {
    for (TokenLogProbability token : LogProbabilities.top(logits, shown)) {
      boolean known = token.id() < tokenizer.vocabularySize();
      table.row(
          Integer.toString(position),
          Integer.toString(token.id()),
          known ? VisibleText.of(tokenizer.text(token.id())) : "",
          String.format(Locale.ROOT, "%.4f", logits[token.id()]),
          String.format(Locale.ROOT, "%.6f", Math.exp(token.logProbability())));
    }
  }
}
