package abruzzi.cli.bench;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The same command in a process of its own with narrower vectors: a width holds for a process. The
 * launcher starts it, with the JVM's limit on vectors.
 */
final class NarrowerProcess {
  private static final String LAUNCHER = "abruzzi";
  private static final String OPTIONS_VARIABLE = "ABRUZZI_JAVA_OPTIONS";
  private static final File TERMINAL = new File("/dev/tty");

  private final Console console;
  private final Installation installation;

  NarrowerProcess(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /**
   * Runs {@code abruzzi bench kernels --json}.
   *
   * @param bits vector width
   * @param options more options of the command
   * @throws CommandFailedException if it fails, or there is no launcher
   */
  KernelsReport run(int bits, List<String> options) {
    ProcessBuilder builder = new ProcessBuilder(command(options));
    builder
        .environment()
        .merge(OPTIONS_VARIABLE, "-XX:MaxVectorSize=" + bits / 8, (a, b) -> a + ' ' + b);
    // On a terminal the other process shows its own bar there; elsewhere it has errors to tell.
    boolean shown = console.terminal().stderr() && TERMINAL.canWrite();
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.redirectError(shown ? Redirect.to(TERMINAL) : Redirect.INHERIT);
    try {
      Process process = builder.start();
      try (InputStream output = process.getInputStream()) {
        String json = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
          throw new CommandFailedException(
              "the process with vectors of %d bit ended with code %d".formatted(bits, code));
        }
        return JsonOutput.parse(json, KernelsReport.class);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailedException("interrupted while measuring at " + bits + " bit");
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(List<String> options) {
    String launcher =
        installation
            .home()
            .map(home -> home.resolve(LAUNCHER).toString())
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "other vector widths need the launcher ./abruzzi; start the program with it"));
    List<String> command = new ArrayList<>(List.of(launcher, "bench", "kernels", "--json"));
    command.addAll(options);
    return command;
  }
}
