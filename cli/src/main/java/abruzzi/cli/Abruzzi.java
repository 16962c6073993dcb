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
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/** The command line: all subcommands, put together around one console. */
public final class Abruzzi {
  private static final int WIDEST_HELP = 100;
  private static final int NARROWEST_HELP = 55;

  private final Console console;
  private final CommandLine commandLine;

  /**
   * Puts the commands together; they read from and write to {@code console} only.
   *
   * @param installation where the demo model is, and what is kept for the user
   */
  public Abruzzi(Console console, Installation installation) {
    this.console = console;
    this.commandLine =
        new CommandLine(new RootCommand())
            .addSubcommand(new ChatCommand(console, installation))
            .addSubcommand(new RunCommand(console, installation))
            .addSubcommand(new InspectCommand(console))
            .addSubcommand(new PlanCommand(console, installation))
            .addSubcommand(new TokenizeCommand(console, installation))
            .addSubcommand(new DetokenizeCommand(console, installation))
            .addSubcommand(new RenderCommand(console, installation))
            .addSubcommand(new LogitsCommand(console, installation))
            .addSubcommand(new PerplexityCommand(console, installation))
            .addSubcommand(new CompareCommand(console, installation))
            .addSubcommand(new ConvertCommand(console))
            .addSubcommand(new RepackCommand(console))
            .addSubcommand(new QuantizeCommand(console, installation))
            .addSubcommand(new ImatrixCommand(console))
            .addSubcommand(new SynthCommand(console))
            .addSubcommand(new DoctorCommand(console))
            .addSubcommand(
                new CommandLine(new BenchCommand(console, installation))
                    .addSubcommand(new KernelsCommand(console, installation)))
            .addSubcommand(new TuneCommand(console, installation))
            .addSubcommand(new StatsCommand(console, installation))
            .addSubcommand(
                new CommandLine(new ProfileCommand(console, installation))
                    .addSubcommand(new ProfileShowCommand(console, installation))
                    .addSubcommand(new ProfileListCommand(console, installation))
                    .addSubcommand(new ProfileMeasureCommand(console, installation)));
    configure();
  }

  private void configure() {
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
      throw new CommandLine.ExecutionException(commandLine, e.getMessage(), e);
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
      int code = commandLine.execute(args);
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
