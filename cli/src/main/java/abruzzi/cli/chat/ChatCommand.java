package abruzzi.cli.chat;

import abruzzi.cli.answer.Responder;
import abruzzi.cli.answer.ShowReasoning;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.TerminalTraits;
import abruzzi.cli.console.TextStyle;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.LoadedModel;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.SamplingOptions;
import abruzzi.cli.model.TemplateOptions;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.statistics.RoutingRecording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abruzzi chat}: a conversation with a model. */
@Command(
    name = "chat",
    abbreviateSynopsis = true,
    description = {
      "Talk with a model. In the chat, /help lists the commands.",
      "Where input or output is no terminal, it reads lines and prints answers, for scripts."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi chat",
      "  abruzzi chat -m kimi-k2-00001-of-00009.gguf --system 'Be brief.'",
      "  printf '%%s\\n' 'Hello!' '/save talk.json' | abruzzi chat --temperature 0"
    })
public final class ChatCommand implements Runnable {
  private final Console console;
  private final Installation installation;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before the conversation.")
  private String system;

  @Option(
      names = "--show-reasoning",
      paramLabel = "WHEN",
      description = "Show the model's thinking: auto (on a terminal), always or never.")
  private ShowReasoning showReasoning = ShowReasoning.AUTO;

  @Option(
      names = "--when-full",
      paramLabel = "WHAT",
      description = "When the context is full: ask, drop (the oldest turns), clear or abort.")
  private WhenFull whenFull = WhenFull.ASK;

  @Mixin private ModelOptions modelOptions;
  @Mixin private TemplateOptions templateOptions;
  @Mixin private SamplingOptions samplingOptions;

  /** The command on a console. */
  public ChatCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  @SuppressWarnings("try") // recording goes on beside
  public void run() {
    samplingOptions.check();
    try (LoadedModel loaded = LoadedModel.open(modelOptions, console, installation);
        Session session = Session.open(loaded.model(), modelOptions.sessionOptions(loaded.plan()));
        RoutingRecording recording = loaded.record(session, installation);
        ChatInput input = input()) {
      talk(loaded, session, input);
    }
  }

  private void talk(LoadedModel loaded, Session session, ChatInput input) {
    GgufMetadata metadata = loaded.model().file().metadata();
    ChatSettings settings =
        new ChatSettings(
            samplingOptions.generation(metadata, false), templateOptions.thinking(), showReasoning);
    Responder responder = new Responder(loaded, templateOptions.select(console, metadata), session);
    Chat chat =
        new Chat(console, input, responder, session, new Conversation(system), settings, whenFull);
    if (console.terminal().stdin() && console.terminal().stderr()) {
      String welcome = "Type a message and Enter; /help shows the commands, Ctrl-D leaves.";
      console.err().println(console.styledForErr(TextStyle.DIM, welcome));
    }
    SlashCommands commands =
        new SlashCommands(console, installation, loaded.model(), session, chat);
    new ChatLoop(console, input, chat, commands).run();
  }

  private ChatInput input() {
    TerminalTraits terminal = console.terminal();
    boolean editing = terminal.stdin() && terminal.stdout();
    return editing ? TerminalInput.open(console, installation) : new PlainInput(console);
  }
}
