package abruzzi.cli;

import abruzzi.cli.bench.BenchCommand;
import abruzzi.cli.bench.KernelsCommand;
import abruzzi.cli.bench.SynthCommand;
import abruzzi.cli.bench.TuneCommand;
import abruzzi.cli.chat.ChatCommand;
import abruzzi.cli.command.ConvertCommand;
import abruzzi.cli.command.DetokenizeCommand;
import abruzzi.cli.command.LogitsCommand;
import abruzzi.cli.command.PerplexityCommand;
import abruzzi.cli.command.RenderCommand;
import abruzzi.cli.command.RepackCommand;
import abruzzi.cli.command.RunCommand;
import abruzzi.cli.command.TokenizeCommand;
import abruzzi.cli.compare.CompareCommand;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.OutputFailedException;
import abruzzi.cli.doctor.DoctorCommand;
import abruzzi.cli.inspect.InspectCommand;
import abruzzi.cli.model.Installation;
import abruzzi.cli.plan.PlanCommand;
import abruzzi.cli.profile.ProfileCommand;
import abruzzi.cli.profile.ProfileListCommand;
import abruzzi.cli.profile.ProfileMeasureCommand;
import abruzzi.cli.profile.ProfileShowCommand;
import abruzzi.cli.quantize.ImatrixCommand;
import abruzzi.cli.quantize.QuantizeCommand;
import abruzzi.cli.statistics.StatsCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** The command line: all subcommands, put together around one console. */
public final class Abruzzi {
  private static final int WIDEST_HELP = 100;
  private static final int NARROWEST_HELP = 55;

  private final Console console;
  private final Installation installation;

  /**
   * The commands read from and write to {@code console} only.
   *
   * @param installation where the demo model is, and what is kept for the user
   */
  public Abruzzi(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /** All commands, in the order of the help. */
  private Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("chat", () -> new ChatCommand(console, installation));
    commands.put("run", () -> new RunCommand(console, installation));
    commands.put("inspect", () -> new InspectCommand(console));
    commands.put("plan", () -> new PlanCommand(console, installation));
    commands.put("tokenize", () -> new TokenizeCommand(console, installation));
    commands.put("detokenize", () -> new DetokenizeCommand(console, installation));
    commands.put("render", () -> new RenderCommand(console, installation));
    commands.put("logits", () -> new LogitsCommand(console, installation));
    commands.put("perplexity", () -> new PerplexityCommand(console, installation));
    commands.put("compare", () -> new CompareCommand(console, installation));
    commands.put("convert", () -> new ConvertCommand(console));
    commands.put("repack", () -> new RepackCommand(console));
    commands.put("quantize", () -> new QuantizeCommand(console, installation));
    commands.put("imatrix", () -> new ImatrixCommand(console));
    commands.put("synth", () -> new SynthCommand(console));
    commands.put("doctor", () -> new DoctorCommand(console));
    commands.put("bench", this::bench);
    commands.put("tune", () -> new TuneCommand(console, installation));
    commands.put("stats", () -> new StatsCommand(console, installation));
    commands.put("profile", this::profile);
    return commands;
  }

  private CommandLine bench() {
    return new CommandLine(new BenchCommand(console, installation))
        .addSubcommand(new KernelsCommand(console, installation));
  }

  private CommandLine profile() {
    return new CommandLine(new ProfileCommand(console, installation))
        .addSubcommand(new ProfileShowCommand(console, installation))
        .addSubcommand(new ProfileListCommand(console, installation))
        .addSubcommand(new ProfileMeasureCommand(console, installation));
  }

  /** Puts together what the arguments need: all commands take a fifth of a second. */
  private CommandLine commandLine(String... args) {
    CommandLine commandLine = new CommandLine(new RootCommand());
    Map<String, Supplier<Object>> commands = commands();
    if (args.length > 0 && commands.containsKey(args[0])) {
      commandLine.addSubcommand(commands.get(args[0]).get());
    } else {
      commands.values().forEach(command -> commandLine.addSubcommand(command.get()));
    }
    configure(commandLine);
    return commandLine;
  }

  private void configure(CommandLine commandLine) {
    ErrorReport report = new ErrorReport(console);
    commandLine
        .setOut(console.outWriter())
        .setErr(console.errWriter())
        .setColorScheme(colours(console.terminal().colourOut()))
        .setUsageHelpWidth(Math.clamp(console.terminal().columns(), NARROWEST_HELP, WIDEST_HELP))
        .setAbbreviatedOptionsAllowed(false)
        .setExpandAtFiles(false) // a prompt may begin with @
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(this::runLast)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }

  /** What is still buffered; a failure is news only if none was reported yet. */
  private void flushOutput(int code) {
    try {
      console.out().flush();
    } catch (OutputFailedException e) {
      if (code == 0) {
        throw e;
      }
    }
  }

  /** picocli shows a stack trace when help cannot be written; here it is a failure like others. */
  private int runLast(CommandLine.ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutputFailedException e) {
      throw new CommandLine.ExecutionException(
          parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
  }

  private static ColorScheme colours(boolean on) {
    return CommandLine.Help.defaultColorScheme(on ? Ansi.ON : Ansi.OFF);
  }

  /**
   * Runs one command.
   *
   * @return exit code: 0 done, 1 failed, 2 bad usage
   */
  public int execute(String... args) {
    ErrorReport report = new ErrorReport(console);
    try {
      int code = commandLine(args).execute(args);
      flushOutput(code);
      return code;
    } catch (Error | OutputFailedException failure) {
      // picocli hands over exceptions only; of an Error, too, the user gets one line.
      return report.report(failure, RootCommand.debugIn(args));
    } finally {
      console.err().flush();
    }
  }
}
