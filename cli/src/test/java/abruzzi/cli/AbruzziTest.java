package abruzzi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.console.TerminalTraits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbruzziTest {
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void versionNamesTheBuild() {
    assertEquals(0, captured.execute("--version"));
    assertTrue(
        captured.out().matches("abruzzi \\d+\\.\\d+\\.\\S+ \\(commit \\w+\\)\\RJava 2.*\\R"),
        captured.out());
    assertEquals("", captured.err());
  }

  @Test
  void helpIsPlainTextOnStandardOutput() {
    assertEquals(0, captured.execute("--help"));
    assertTrue(captured.out().contains("inspect"), captured.out());
    assertTrue(captured.out().contains("Examples:"), captured.out());
    assertFalse(captured.out().contains("\u001b"), captured.out());
    assertFalse(captured.out().contains("--debug"), captured.out());
    assertEquals("", captured.err());
  }

  @Test
  void helpHasColoursOnATerminalThatAllowsThem() {
    CapturedConsole terminal = new CapturedConsole(new TerminalTraits(false, true, true, true, 80));
    assertEquals(0, terminal.execute("--help"));
    assertTrue(terminal.out().contains("\u001b["));
    CapturedConsole noColour =
        new CapturedConsole(new TerminalTraits(false, true, true, false, 80));
    assertEquals(0, noColour.execute("--help"));
    assertFalse(noColour.out().contains("\u001b["));
  }

  @Test
  void noCommandIsBadUsage() {
    assertEquals(2, captured.execute());
    assertEquals("abruzzi: a command is missing\nTry 'abruzzi --help'.\n", lines(captured.err()));
    assertEquals("", captured.out());
  }

  @Test
  void anUnknownCommandBringsASuggestion() {
    assertEquals(2, captured.execute("inspct", "x"));
    assertTrue(captured.err().contains("Did you mean: abruzzi inspect"), captured.err());
  }

  @Test
  void anUnknownOptionBringsASuggestion() {
    assertEquals(2, captured.execute("inspect", "--tensor", "x"));
    assertEquals(
        """
        abruzzi: unknown option: '--tensor'
        Possible solutions: --tensors
        Try 'abruzzi inspect --help'.
        """,
        lines(captured.err()));
  }

  @Test
  void aMissingFileIsOneLine(@TempDir Path folder) {
    Path missing = folder.resolve("missing.gguf");
    assertEquals(1, captured.execute("inspect", missing.toString()));
    assertEquals("abruzzi: " + missing + ": no such file\n", lines(captured.err()));
    assertEquals("", captured.out());
  }

  @Test
  void debugShowsTheStackTraceWhereverItStands(@TempDir Path folder) {
    String missing = folder.resolve("missing.gguf").toString();
    assertEquals(1, captured.execute("inspect", missing, "--debug"));
    assertTrue(captured.err().contains("\tat abruzzi.quant.gguf."), captured.err());
    CapturedConsole first = new CapturedConsole();
    assertEquals(1, first.execute("--debug", "inspect", missing));
    assertTrue(first.err().contains("\tat abruzzi.quant.gguf."), first.err());
  }

  @Test
  void theErrorPrefixIsRedOnATerminalOnly() {
    CapturedConsole terminal =
        new CapturedConsole(new TerminalTraits(false, false, true, true, 80));
    assertEquals(2, terminal.execute());
    assertTrue(terminal.err().startsWith("\u001b[31mabruzzi:\u001b[0m a command"));
  }

  private static String lines(String text) {
    return text.replace(System.lineSeparator(), "\n");
  }
}
