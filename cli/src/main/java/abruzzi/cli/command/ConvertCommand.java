package abruzzi.cli.command;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.runtime.conversion.Checkpoint;
import abruzzi.runtime.conversion.Conversion;
import abruzzi.runtime.conversion.Verification;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code abruzzi convert}: a published checkpoint to GGUF. */
@Command(
    name = "convert",
    abbreviateSynopsis = true,
    description = {
      "Convert a folder with config.json and safetensors files to GGUF: DeepSeek-V2, DeepSeek-V3,"
          + " Kimi K2, K2-Thinking and the text part of K2.5.",
      "Matrices keep their type: BF16, F16 and F32 as they are, 4-bit integers as Q4_0, bit for"
          + " bit; FP8 becomes BF16."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi convert Kimi-K2-Thinking kimi-k2-thinking.gguf --split-size 40GiB",
      "  abruzzi convert Kimi-K2-Instruct kimi-k2.gguf --type f32 --verify"
    })
public final class ConvertCommand implements Runnable {
  /** What matrices of floats may become. */
  private enum FloatType {
    F32,
    F16,
    BF16
  }

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the checkpoint.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path output;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "f32, f16 or bf16: what matrices of floats become.")
  private FloatType type;

  @Option(
      names = "--split-size",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "Write parts of at most this size, as in 40GiB.")
  private Long splitBytes;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the model is called; the name of the folder without this option.")
  private String name;

  @Option(
      names = "--verify",
      description = "Read the result again and compare every weight with the checkpoint.")
  private boolean verify;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public ConvertCommand(Console console) {
    this.console = console;
  }

  /** What {@code --json} writes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Written(
      List<String> paths, int tensors, long dataBytes, Verification verification) {}

  @Override
  public void run() {
    if (splitBytes != null && splitBytes < 1) {
      throw new ParameterException(
          spec.commandLine(), "--split-size=" + splitBytes + ", expected at least 1");
    }
    OutputFile.requireFree(output, force);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Path last = folder.toAbsolutePath().normalize().getFileName();
      Conversion conversion =
          new Conversion(
              checkpoint,
              name == null ? String.valueOf(last) : name,
              Optional.ofNullable(type).map(wanted -> GgmlType.valueOf(wanted.name())));
      OutputFile.requireRoom(output, conversion.dataBytes(), "free some");
      List<Path> paths = write(conversion);
      Verification verification = verify ? verify(conversion, paths.get(0)) : null;
      report(conversion, paths, verification);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> write(Conversion conversion) throws IOException {
    long bytes = conversion.dataBytes();
    console.err().println("Writing " + output + ": " + Units.bytes(bytes));
    OptionalLong split = splitBytes == null ? OptionalLong.empty() : OptionalLong.of(splitBytes);
    try (Progress progress = Progress.start(console, "Converting", Progress.Unit.BYTES, bytes)) {
      return conversion.write(output, split, progress::add);
    }
  }

  private Verification verify(Conversion conversion, Path first) {
    Verification result;
    try (Progress progress =
        Progress.start(console, "Verifying", Progress.Unit.BYTES, conversion.dataBytes())) {
      result = conversion.verify(first, progress::add);
    }
    if (result.wrong() > 0) {
      throw new CommandFailedException(
          "%s: %d of %d weights are not those of the checkpoint, the first in %s; convert again"
              .formatted(first, result.wrong(), result.values(), result.firstWrong()));
    }
    return result;
  }

  private void report(Conversion conversion, List<Path> paths, Verification verification) {
    if (json.requested()) {
      List<String> names = paths.stream().map(Path::toString).toList();
      new JsonOutput(console)
          .write(new Written(names, conversion.tensors(), conversion.dataBytes(), verification));
      return;
    }
    console
        .out()
        .println(
            "%s: %d tensors, %s%s"
                .formatted(
                    paths.get(0),
                    conversion.tensors(),
                    Units.bytes(conversion.dataBytes()),
                    paths.size() > 1 ? ", " + paths.size() + " parts" : ""));
    if (verification != null) {
      console
          .out()
          .println(
              "verified: %d weights, %d of them rounded to their storage type"
                  .formatted(verification.values(), verification.rounded()));
    }
  }
}
