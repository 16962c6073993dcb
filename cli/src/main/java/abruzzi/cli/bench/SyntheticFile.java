package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes synthetic models and tells the user about it. */
final class SyntheticFile {
  private final Console console;

  SyntheticFile(Console console) {
    this.console = console;
  }

  /**
   * Says how large the file will be and writes it.
   *
   * @throws abruzzi.cli.console.CommandFailedException if it does not fit on the disk
   */
  void write(Path target, SyntheticShape shape, long seed) {
    long bytes = SyntheticModel.dataBytes(shape);
    OutputFile.requireRoom(target, bytes, "take fewer layers");
    try {
      console.err().println("Writing " + target + ": " + Units.bytes(bytes) + " of random weights");
      try (Progress progress = Progress.start(console, "Writing", Progress.Unit.BYTES, bytes)) {
        SyntheticModel.write(target, shape, seed, progress::to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
