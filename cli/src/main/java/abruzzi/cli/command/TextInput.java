package abruzzi.cli.command;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that is not on the command line itself; it must be UTF-8. */
public final class TextInput {
  private TextInput() {}

  /** Standard input for {@code -}, else the text itself. */
  static String argument(Console console, String text) {
    return text.equals("-") ? standardInput(console) : text;
  }

  /** Everything on standard input. */
  static String standardInput(Console console) {
    try {
      return decode(console.in().readAllBytes(), "standard input");
    } catch (IOException e) {
      throw new CommandFailedException("cannot read standard input: " + e.getMessage());
    }
  }

  /** A whole file; {@code -} is standard input. */
  public static String file(Console console, Path file) {
    if (file.toString().equals("-")) {
      return standardInput(console);
    }
    if (Files.isDirectory(file)) {
      throw new CommandFailedException(file + ": is a directory, expected a text file");
    }
    try {
      return decode(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String decode(byte[] bytes, String where) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new CommandFailedException(
          where + ": is not UTF-8 text, see the byte at " + in.position());
    }
  }
}
