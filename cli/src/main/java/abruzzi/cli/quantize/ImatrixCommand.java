package abruzzi.cli.quantize;

import abruzzi.cli.command.TextInput;
import abruzzi.cli.command.WindowOptions;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Progress;
import abruzzi.cli.model.VocabularyFile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.imatrix.InputSquares;
import abruzzi.runtime.calibration.Calibration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi imatrix}: measures the inputs of a model's matrices on text. */
@Command(
    name = "imatrix",
    abbreviateSynopsis = true,
    description = {
      "Measure on a text how large the inputs of each matrix are, for 'abruzzi quantize'.",
      "The file can be used with other programs, and theirs here."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi imatrix -m model-bf16.gguf -f text.txt -o model.imatrix.gguf",
      "  abruzzi imatrix -m model-bf16.gguf -f chats.txt --special --add old.gguf -o both.gguf",
      "  abruzzi imatrix --add one.gguf --add two.gguf -o both.gguf"
    })
public final class ImatrixCommand implements Runnable {
  private static final int DEFAULT_WINDOW = 512;

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "The model: a GGUF file, or the first part of a split one.")
  private Path model;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "TEXT",
      description = "The text file; - reads standard input.")
  private Path text;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it.")
  private Path output;

  @Option(
      names = "--add",
      paramLabel = "FILE",
      description = "Add what this importance matrix has; may be given several times.")
  private List<Path> added = new ArrayList<>();

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens of a window, read from an empty context; 512 without this option.")
  private int window = DEFAULT_WINDOW;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads; without this option, one for each logical core.")
  private int threads = HardwareProbe.logicalCores();

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Mixin private WindowOptions windows;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public ImatrixCommand(Console console) {
    this.console = console;
  }

  /**
   * What {@code --json} writes.
   *
   * @param neverPicked experts without a token, by tensor
   */
  private record Written(String path, int tensors, long chunks, Map<String, Integer> neverPicked) {}

  @Override
  public void run() {
    if ((model == null) != (text == null) || (model == null && added.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "expected --model with --file, or --add, or all of them");
    }
    windows.check();
    OutputFile.requireFree(output, force);
    List<ImportanceMatrix> parts = new ArrayList<>();
    added.forEach(path -> parts.add(ImportanceMatrix.load(path)));
    if (model != null) {
      parts.add(measured());
    }
    ImportanceMatrix all = ImportanceMatrix.merge(parts);
    try {
      all.save(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report(all);
  }

  private ImportanceMatrix measured() {
    String content = TextInput.file(console, text);
    try (Calibration<InputSquares> calibration =
        new Calibration<>(model, threads, window, ImatrixCommand::squares)) {
      int[] ids =
          VocabularyFile.tokenizer(calibration.model().file()).encode(content, windows.special());
      int count = Math.max(1, calibration.windows(ids.length, windows.most()));
      try (Progress progress = Progress.start(console, "Reading", Progress.Unit.STEPS, count)) {
        calibration.read(ids, windows.most(), progress::to);
      }
      List<String> datasets = List.of(text.getFileName().toString());
      return new ImportanceMatrix(
          datasets, calibration.windowsRead(), window, calibration.recorded());
    }
  }

  private static Optional<InputSquares> squares(TensorInfo tensor) {
    return tensor.dims().size() < 2
        ? Optional.empty()
        : Optional.of(
            new InputSquares(Math.toIntExact(tensor.dim(2)), Math.toIntExact(tensor.dim(0))));
  }

  private void report(ImportanceMatrix matrix) {
    Map<String, Integer> neverPicked = new TreeMap<>();
    for (Map.Entry<String, InputSquares> tensor : matrix.tensors().entrySet()) {
      if (tensor.getValue().unseen() > 0) {
        neverPicked.put(tensor.getKey(), tensor.getValue().unseen());
      }
    }
    if (json.requested()) {
      new JsonOutput(console)
          .write(
              new Written(
                  output.toString(), matrix.tensors().size(), matrix.chunks(), neverPicked));
      return;
    }
    neverPicked.forEach(
        (name, experts) ->
            console
                .err()
                .println(
                    "%s: %d of %d experts never picked; they get the mean of the others"
                        .formatted(name, experts, matrix.tensors().get(name).planes())));
    console
        .out()
        .println(
            "%s: %d tensors, %d windows of %d tokens"
                .formatted(output, matrix.tensors().size(), matrix.chunks(), matrix.chunkTokens()));
  }
}
