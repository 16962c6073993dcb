package abruzzi.cli.compare;

import abruzzi.cli.console.JsonOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * A folder with what is known already, so that a comparison that was broken off, or that gets more
 * models, computes only what is missing. Every file is named after what it was computed from, so
 * that nothing out of date is ever used.
 */
final class CompareState {
  private static final int KEY_BYTES = 10;

  private final Path folder;

  CompareState(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** A file for what is made from these things. */
  Path file(String ending, Object... from) {
    StringBuilder text = new StringBuilder();
    for (Object thing : from) {
      text.append(thing).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return folder.resolve(HexFormat.of().formatHex(sha256(bytes), 0, KEY_BYTES) + ending);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The value in a file, computed and written there if it is not. */
  <T> T once(Path file, Class<T> type, Supplier<T> computed) {
    try {
      if (Files.exists(file)) {
        return JsonOutput.parse(Files.readString(file), type);
      }
      T value = computed.get();
      write(file, JsonOutput.text(value));
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that appears whole or not at all. */
  static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
