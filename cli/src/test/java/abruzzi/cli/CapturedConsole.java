package abruzzi.cli;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.TerminalTraits;
import abruzzi.cli.model.Installation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A console that keeps what is written to it. */
public final class CapturedConsole {
  private static final Path HOME = Path.of("target", "home");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  /** A console with nothing to read. */
  public CapturedConsole(TerminalTraits traits) {
    this(traits, "");
  }

  /** A console on whose standard input a text waits. */
  public CapturedConsole(TerminalTraits traits, String input) {
    console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            traits);
  }

  /** A console that is no terminal. */
  public CapturedConsole() {
    this(TerminalTraits.NONE);
  }

  /** The console itself. */
  public Console console() {
    return console;
  }

  /** Runs the command line on this console, with the checkout's demo model. */
  public int execute(String... args) {
    return execute(new Installation(Optional.of(Path.of("..")), HOME, HOME, HOME), args);
  }

  /** The same in an installation. */
  public int execute(Installation installation, String... args) {
    return new Abruzzi(console, installation).execute(args);
  }

  /** Everything on standard output so far. */
  public String out() {
    console.out().flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Everything on standard error so far. */
  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
