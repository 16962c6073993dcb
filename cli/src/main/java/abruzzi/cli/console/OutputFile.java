package abruzzi.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What is looked at before a large file is written. */
public final class OutputFile {
  /** Left free on the disk beside the data: the header, and room to breathe. */
  private static final long SPARE_BYTES = 64L << 20;

  private OutputFile() {}

  /**
   * Fails when there is something already that must not be replaced.
   *
   * @param force whether a file may be
   */
  public static void requireFree(Path target, boolean force) {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isRegularFile(target)) {
      throw new CommandFailedException(target + ": is not a regular file; take another name");
    }
    if (!force) {
      throw new CommandFailedException(
          target + ": exists already; replace it with --force, or take another name");
    }
  }

  /** Fails when the output is one of the files that are read from. */
  public static void requireOther(Path target, List<Path> inputs) throws IOException {
    for (Path input : inputs) {
      if (Files.exists(target) && Files.isSameFile(input, target)) {
        throw new CommandFailedException(
            target + ": is the model to be read itself; take another name");
      }
    }
  }

  /**
   * Fails when a file with so many bytes of data does not fit beside what is there; what an earlier
   * attempt left of it counts as free.
   *
   * @param remedy what else to do than taking another disk, as in {@code take fewer layers}
   */
  public static void requireRoom(Path target, long bytes, String remedy) {
    try {
      Path folder = target.toAbsolutePath().getParent();
      long free = Files.getFileStore(folder).getUsableSpace() + unfinishedBytes(target);
      if (free < bytes + SPARE_BYTES) {
        throw new CommandFailedException(
            "%s: the file will have %s but its disk has only %s free; %s or take another disk"
                .formatted(target, Units.bytes(bytes), Units.bytes(free), remedy));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long unfinishedBytes(Path target) throws IOException {
    String stem = target.getFileName().toString().replaceFirst("\\.gguf$", "");
    Pattern unfinished =
        Pattern.compile(Pattern.quote(stem) + "(-\\d{5}-of-\\d{5})?(\\.gguf)?\\.tmp");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            target.toAbsolutePath().getParent(),
            path -> unfinished.matcher(path.getFileName().toString()).matches())) {
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }
}
