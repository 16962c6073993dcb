package abruzzi.cli.command;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.Progress;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.dense.KvCacheType;
import abruzzi.quant.gguf.ContentHash;
import abruzzi.runtime.evaluation.BaseLogits;
import abruzzi.runtime.evaluation.Divergence;
import abruzzi.runtime.evaluation.Evaluation;
import abruzzi.runtime.evaluation.EvaluationResult;
import abruzzi.runtime.evaluation.Interval;
import abruzzi.runtime.evaluation.PerplexityResult;
import abruzzi.runtime.evaluation.TextWindows;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
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
      "  abruzzi perplexity -m model-f16.gguf -f text.txt --save-logits base.logits",
      "  abruzzi perplexity -m model-q4.gguf -f text.txt --base-logits base.logits",
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
  private Path file;

  @Option(
      names = "--save-logits",
      paramLabel = "FILE",
      description =
          "Save the predictions for --base-logits; a file that is not complete is continued.")
  private Path saved;

  @Option(
      names = "--base-logits",
      paramLabel = "FILE",
      description =
          "Measure the divergence from the predictions that another model saved for this text.")
  private Path base;

  @Mixin private WindowOptions windows;
  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public PerplexityCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /** What {@code --json} writes. */
  private record Result(
      double perplexity,
      int windows,
      int tokens,
      double standardError,
      Interval interval,
      @JsonInclude(JsonInclude.Include.NON_NULL) Divergence divergence) {}

  @Override
  public void run() {
    windows.check();
    if (saved != null && base != null) {
      throw new ParameterException(
          spec.commandLine(), "--save-logits and --base-logits exclude each other");
    }
    String content = TextInput.file(console, file);
    try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation)) {
      int window =
          modelOptions.contextOr(Math.min(DEFAULT_WINDOW, loaded.model().config().contextLength()));
      int[] ids = loaded.tokenizer().encode(content, windows.special());
      SessionOptions options = modelOptions.sessionOptions(KvCacheType.F32, loaded.plan());
      TextWindows text = TextWindows.of(ids, window, windows.most());
      try (Session session = Session.open(loaded.model(), options.withContext(window));
          Progress progress =
              Progress.start(console, "Evaluating", Progress.Unit.STEPS, text.count())) {
        evaluate(loaded.model(), new Evaluation(session, text, show(progress)), window);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Evaluation.Listener show(Progress progress) {
    return (done, all, estimate) -> {
      progress.to(done);
      progress.remark(String.format(Locale.ROOT, " perplexity %.4f", estimate));
    };
  }

  private void evaluate(KimiModel model, Evaluation evaluation, int window) throws IOException {
    if (base != null) {
      try (BaseLogits logits = BaseLogits.open(base)) {
        EvaluationResult result = evaluation.against(logits);
        report(result.perplexity(), result.divergence(), window);
      }
    } else if (saved != null) {
      String hash = ContentHash.of(model.file().paths());
      int vocabulary = model.config().vocabulary();
      try (BaseLogits logits = BaseLogits.openOrCreate(saved, hash, vocabulary, window)) {
        report(evaluation.save(logits), null, window);
      }
    } else {
      report(evaluation.perplexity(), null, window);
    }
  }

  private void report(PerplexityResult result, Divergence divergence, int window) {
    if (json.requested()) {
      new JsonOutput(console)
          .write(
              new Result(
                  result.perplexity(),
                  result.windows(),
                  result.tokens(),
                  result.standardError(),
                  result.interval(),
                  divergence));
      return;
    }
    StringBuilder text = new StringBuilder(200);
    text.append(
        String.format(
            Locale.ROOT,
            "perplexity %.4f +/- %.4f (%d windows of %d tokens, %d scored)%n",
            result.perplexity(),
            result.standardError(),
            result.windows(),
            window,
            result.tokens()));
    if (divergence != null) {
      Interval kld = divergence.meanKldInterval();
      text.append(
          String.format(
              Locale.ROOT,
              "KL divergence mean %.6f (%.6f to %.6f), median %.6f, 99 %% %.4f, largest %.4f%n",
              divergence.meanKld(),
              kld.low(),
              kld.high(),
              divergence.medianKld(),
              divergence.p99Kld(),
              divergence.maxKld()));
      text.append(
          String.format(
              Locale.ROOT,
              "same most likely token %.3f %%, %d flips: %d lost, %d won%n",
              divergence.sameTopPercent(),
              divergence.flips(),
              divergence.lost(),
              divergence.won()));
    }
    console.out().print(text);
  }
}
