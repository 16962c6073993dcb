package abruzzi.cli.command;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.repack.RepackedFile;
import abruzzi.runtime.model.TilePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code abruzzi repack}: a model file in the layout that is computed with fastest. */
@Command(
    name = "repack",
    abbreviateSynopsis = true,
    description = {
      "Write a copy of a model in the layout that is computed with fastest, so that it need not be"
          + " brought into it at each start.",
      "The copy gives the same numbers as the original does with --repack on. It needs vectors of"
          + " 512 bit, and no other program can use it: keep the original."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi repack kimi-k2-00001-of-00009.gguf kimi-k2-tiles.gguf",
      "  abruzzi run -m kimi-k2-tiles.gguf -p 'How high is K2?'"
    })
public final class RepackCommand implements Runnable {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A GGUF file, or the first part of a split one.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path output;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public RepackCommand(Console console) {
    this.console = console;
  }

  /** What {@code --json} writes. */
  private record Written(String path, long sizeBytes, int tensors, int tiledTensors) {}

  @Override
  public void run() {
    OutputFile.requireFree(output, force);
    try (GgufFile file = GgufFile.open(input)) {
      OutputFile.requireOther(output, file.paths());
      RepackedFile copy = TilePlan.of(file);
      OutputFile.requireRoom(output, copy.dataBytes(), "free some");
      write(copy);
      int tensors = file.tensors().size();
      report(new Written(output.toString(), Files.size(output), tensors, copy.tiledTensors()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(RepackedFile copy) throws IOException {
    long bytes = copy.dataBytes();
    console.err().println("Writing " + output + ": " + Units.bytes(bytes));
    try (WorkerPool workers = new WorkerPool(HardwareProbe.logicalCores());
        Progress progress = Progress.start(console, "Repacking", Progress.Unit.BYTES, bytes)) {
      copy.write(output, workers, progress::to);
    }
  }

  private void report(Written written) {
    if (json.requested()) {
      new JsonOutput(console).write(written);
    } else {
      console
          .out()
          .println(
              "%s: %s, %d of %d tensors in tiles"
                  .formatted(
                      output,
                      Units.bytes(written.sizeBytes),
                      written.tiledTensors,
                      written.tensors));
    }
  }
}
