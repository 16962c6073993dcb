package abruzzi.cli.command;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.Progress;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.dense.KvCacheType;
import abruzzi.runtime.evaluation.Perplexity;
import abruzzi.runtime.evaluation.PerplexityResult;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi perplexity}: how well a model predicts a text. */
@Command(
    name = "perplexity",
    abbreviateSynopsis = true,
    description = {
      "Compute the perplexity of a text: it is cut into windows, and the second half of each is"
          + " scored.",
      "The window is as long as the context, 512 tokens unless --context says otherwise; it is"
          + " stored in f32 unless --cache-type says otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi perplexity -m model.gguf -f text.txt",
      "  abruzzi perplexity -m model.gguf -f chats.txt --special --context 256 --windows 40 --json"
    })
public final class PerplexityCommand implements Runnable {
  private static final int DEFAULT_WINDOW = 512;

  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "TEXT",
      description = "The text file; - reads standard input.")
  private Path text;

  @Option(
      names = "--windows",
      paramLabel = "N",
      description = "Most windows to evaluate; without this option, the whole text.")
  private int windows = Integer.MAX_VALUE;

  @Option(
      names = "--special",
      description = "The text of special tokens, such as <|im_end|>, stands for these tokens.")
  private boolean special;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public PerplexityCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /** What {@code --json} writes. */
  private record Result(double perplexity, int windows, int tokens, double standardError) {}

  @Override
  public void run() {
    if (windows < 1) {
      throw new ParameterException(
          spec.commandLine(), "--windows=" + windows + ", expected at least 1");
    }
    String content = TextInput.file(console, text);
    try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation)) {
      int window =
          modelOptions.contextOr(Math.min(DEFAULT_WINDOW, loaded.model().config().contextLength()));
      int[] ids = loaded.tokenizer().encode(content, special);
      SessionOptions options = modelOptions.sessionOptions(KvCacheType.F32, loaded.plan());
      try (Session session = Session.open(loaded.model(), options.withContext(window))) {
        report(evaluate(new Perplexity(window), session, ids), window);
      }
    }
  }

  private PerplexityResult evaluate(Perplexity perplexity, Session session, int[] ids) {
    int total = perplexity.windows(ids.length, windows);
    try (Progress progress =
        Progress.start(console, "Evaluating", Progress.Unit.STEPS, Math.max(1, total))) {
      return perplexity.evaluate(
          session,
          ids,
          windows,
          (done, all, estimate) -> {
            progress.to(done);
            progress.remark(String.format(Locale.ROOT, " perplexity %.4f", estimate));
          });
    }
  }

  private void report(PerplexityResult result, int window) {
    if (json.requested()) {
      new JsonOutput(console)
          .write(
              new Result(
                  result.perplexity(), result.windows(), result.tokens(), result.standardError()));
      return;
    }
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "perplexity %.4f +/- %.4f (%d windows of %d tokens, %d scored)",
                result.perplexity(),
                result.standardError(),
                result.windows(),
                window,
                result.tokens()));
  }
}
