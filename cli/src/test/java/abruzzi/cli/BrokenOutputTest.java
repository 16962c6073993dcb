package abruzzi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.FailFastOutputStream;
import abruzzi.cli.console.TerminalTraits;
import abruzzi.cli.model.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed by picocli itself (help, version) meets an output that takes nothing. */
class BrokenOutputTest {
  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "inspect --help"})
  void aFullDiskIsOneLine(String command) {
    assertEquals(
        "abruzzi: cannot write to standard output: No space left on device\n",
        errors("No space left on device", command).replace(System.lineSeparator(), "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help"})
  void aReaderThatLeftIsNoNews(String command) {
    assertEquals("", errors("Broken pipe", command));
  }

  /** Runs a command that must fail, and gives what it writes to standard error. */
  private static String errors(String reason, String command) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintStream(
                new FailFastOutputStream(failing, "standard output"),
                false,
                StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            TerminalTraits.NONE);
    Path home = Path.of("target", "home");
    Abruzzi abruzzi = new Abruzzi(console, new Installation(Optional.empty(), home, home, home));
    assertEquals(1, abruzzi.execute(command.split(" ")));
    return err.toString(StandardCharsets.UTF_8);
  }
}
