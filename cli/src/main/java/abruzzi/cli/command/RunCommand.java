package abruzzi.cli.command;

import abruzzi.cli.answer.Answer;
import abruzzi.cli.answer.AnswerFollower;
import abruzzi.cli.answer.AnswerPrinter;
import abruzzi.cli.answer.Rates;
import abruzzi.cli.answer.Responder;
import abruzzi.cli.answer.ShowReasoning;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.TextStyle;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.RunRecorder;
import abruzzi.cli.model.RunRecorder.Measured;
import abruzzi.cli.model.SamplingOptions;
import abruzzi.cli.model.TemplateOptions;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.runtime.chat.ChatRequest;
import abruzzi.runtime.chat.ChatTemplate;
import abruzzi.runtime.chat.Message;
import abruzzi.runtime.generation.FinishReason;
import abruzzi.runtime.generation.GenerationOptions;
import abruzzi.runtime.generation.GenerationResult;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.statistics.RoutingRecording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi run}: one prompt, one answer. */
@Command(
    name = "run",
    abbreviateSynopsis = true,
    description = "Answer one prompt.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi run -p 'What is the capital of France?' --temperature 0",
      "  abruzzi run -m kimi-k2.gguf -f question.txt --system 'Be brief.'",
      "  git diff | abruzzi run -m kimi-k2.gguf -p - --system 'Review this.'",
      "  abruzzi run --raw -p 'Once upon a time' -n 50 --json | jq -r .text"
    })
public final class RunCommand implements Runnable {
  /** Shorter ones say more about the compiler than about the machine. */
  private static final long LONG_RUN_NANOS = 10_000_000_000L;

  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private PromptSource prompt;

  /** Where the prompt comes from. */
  private static final class PromptSource {
    @Option(
        names = {"-p", "--prompt"},
        required = true,
        paramLabel = "PROMPT",
        description = "The prompt; - reads it from standard input.")
    private String text;

    @Option(
        names = {"-f", "--file"},
        required = true,
        paramLabel = "FILE",
        description = "A file that holds the prompt.")
    private Path file;
  }

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before the prompt.")
  private String system;

  @Option(
      names = "--raw",
      description = "No chat template: continue the prompt, in which markers count; print all.")
  private boolean raw;

  @Option(names = "--ignore-eos", description = "Go on behind tokens that end an answer.")
  private boolean ignoreEnd;

  @Option(
      names = "--show-reasoning",
      paramLabel = "WHEN",
      description = "Show the model's thinking: auto (on a terminal), always or never.")
  private ShowReasoning showReasoning = ShowReasoning.AUTO;

  @Mixin private ModelOptions modelOptions;
  @Mixin private TemplateOptions templateOptions;
  @Mixin private SamplingOptions samplingOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public RunCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  @SuppressWarnings("try") // recording goes on beside
  public void run() {
    samplingOptions.check();
    if (raw && system != null) {
      throw new ParameterException(
          spec.commandLine(), "--system and --raw exclude each other: no template, no messages");
    }
    modelOptions.check();
    String text =
        prompt.file == null
            ? TextInput.argument(console, prompt.text)
            : TextInput.file(console, prompt.file);
    try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation);
        Session session = Session.open(loaded.model(), modelOptions.sessionOptions(loaded.plan()));
        RoutingRecording recording = loaded.record(session, installation)) {
      GgufMetadata metadata = loaded.model().file().metadata();
      GenerationOptions options = samplingOptions.generation(metadata, ignoreEnd);
      ChatTemplate template = raw ? null : templateOptions.select(console, metadata);
      Responder responder = new Responder(loaded, template, session);
      Outcome outcome;
      if (json.requested()) {
        outcome = generate(responder, text, options, AnswerFollower.NONE);
        new JsonOutput(console).write(RunJson.of(outcome, session));
      } else {
        outcome = print(responder, text, options);
      }
      record(loaded, outcome.result());
    }
  }

  /** What took long enough is compared with what the plan promised. */
  private void record(LoadedModel loaded, GenerationResult result) {
    int steps = result.ids().length - 1;
    int prompt = result.promptTokens();
    if (steps > 0 && result.decodeNanos() >= LONG_RUN_NANOS) {
      new RunRecorder(loaded.plan(), loaded.model(), installation)
          .record(
              new Measured(
                  prompt,
                  result.promptNanos() * 1e-6,
                  prompt + steps / 2,
                  result.decodeNanos() * 1e-6 / steps));
    }
  }

  private Outcome print(Responder responder, String text, GenerationOptions options) {
    Outcome outcome;
    try (AnswerPrinter printer = new AnswerPrinter(console, showReasoning)) {
      outcome = generate(responder, text, options, printer);
    }
    GenerationResult result = outcome.result();
    if (result.finish() == FinishReason.CONTEXT_FULL) {
      console.err().println("abruzzi: warning: the context is full, so the answer ends here");
    }
    if (console.terminal().stderr()) {
      console.err().println(console.styledForErr(TextStyle.DIM, Rates.line(result)));
    }
    return outcome;
  }

  /**
   * What came out.
   *
   * @param text the answer, or with {@code --raw} everything
   */
  record Outcome(String text, GenerationResult result) {}

  private Outcome generate(
      Responder responder, String text, GenerationOptions options, AnswerFollower follower) {
    if (raw) {
      GenerationResult result = responder.complete(text, options, follower);
      return new Outcome(result.text(), result);
    }
    List<Message> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Message.of(Message.SYSTEM, system));
    }
    messages.add(Message.of(Message.USER, text));
    ChatRequest request = ChatRequest.of(messages).withThinking(templateOptions.thinking());
    Answer answer = responder.answer(request, options, follower, () -> false);
    return new Outcome(answer.reply().content(), answer.result());
  }
}
