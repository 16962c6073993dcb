package abruzzi.cli.quantize;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.OutputFile;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.cli.model.Installation;
import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.ContentHash;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.mix.Mix;
import abruzzi.quant.mix.ModelShape;
import abruzzi.quant.mix.TypeChoice;
import abruzzi.quant.quantize.QuantizedFile;
import abruzzi.quant.quantize.RowQuantizer;
import abruzzi.runtime.evaluation.TextWindows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code abruzzi quantize}: a model file with fewer bits for a weight. */
@Command(
    name = "quantize",
    abbreviateSynopsis = true,
    description = {
      "Write a copy of a model with fewer bits for a weight.",
      "A mix gives some tensors more bits than others. Mixes of few bits need an importance matrix"
          + " to be any good, see 'abruzzi imatrix'.",
      "With --budget, the types are chosen for a size: how much each group of tensors matters is"
          + " measured on a text, once, and kept in a file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi quantize kimi-k2-bf16-00001-of-00046.gguf kimi-k2-q4.gguf --type Q4_K_M",
      "  abruzzi quantize in.gguf out.gguf --type UD-IQ1_S --imatrix kimi-k2.imatrix.gguf",
      "  abruzzi quantize in.gguf out.gguf --type TQ1_0 --tensor-type attn_=Q6_K",
      "  abruzzi quantize in.gguf out.gguf --type TQ1_0 --error-feedback --calibration chats.txt"
          + " --special",
      "  abruzzi quantize in.gguf out.gguf --budget 240GiB --imatrix in.imatrix.gguf"
          + " --sensitivity in.sensitivity.jsonl --calibration text.txt",
      "  abruzzi quantize in.gguf out.gguf --budget rtx4090-256gb-ddr5-2ch --imatrix in.imatrix.gguf"
          + " --sensitivity in.sensitivity.jsonl"
    })
public final class QuantizeCommand implements Runnable {
  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A GGUF file, or the first part of a split one.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private Path output;

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "Importance matrix: errors count where inputs are large.")
  private Path imatrix;

  @Option(
      names = "--reference",
      description =
          "Round by the fixed rules of the types, without search: the same bytes as other programs"
              + " write. Only for Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, TQ1_0, TQ2_0, BF16 and F16.")
  private boolean reference;

  @Option(
      names = "--error-feedback",
      description =
          "For tensors that become TQ1_0 or TQ2_0: columns make up for the errors of those before"
              + " them, as far as inputs go together that the model has while it reads the text of"
              + " --calibration. Needs memory for the products of each two inputs.")
  private boolean feedback;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads; without this option, one for each logical core.")
  private int threads = HardwareProbe.logicalCores();

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  @Mixin private TypeOptions types;
  @Mixin private BudgetOptions budget;
  @Mixin private CalibrationOptions calibration;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public QuantizeCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  /** What {@code --json} writes. */
  private record Written(
      String path, long sizeBytes, double bitsPerWeight, Map<GgmlType, Integer> tensors) {}

  @Override
  public void run() {
    TypeChoice choice = types.choice(imatrix != null, budget.requested());
    budget.check(reference);
    checkFeedback();
    OutputFile.requireFree(output, force);
    try (GgufFile file = GgufFile.open(input)) {
      OutputFile.requireOther(output, file.paths());
      requireMatrices(file);
      ImportanceMatrix importance = importance(file);
      Map<String, GgmlType> wanted = wanted(file, choice, importance);
      QuantizedFile copy = plan(file, wanted, importance);
      OutputFile.requireRoom(output, copy.dataBytes(), "take a smaller type");
      Mix mix = budget.requested() ? TypeOptions.mixOf(mostUsed(file, wanted)) : choice.mix();
      GgufMetadata metadata = QuantizedMetadata.of(file.metadata(), mix, imatrix, importance);
      if (feedback) {
        writeWithFeedback(copy, metadata, file);
      } else {
        write(copy, metadata, about(file));
      }
      report(written(copy, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkFeedback() {
    calibration.check();
    if (feedback && reference) {
      throw wrong("--error-feedback and --reference exclude each other");
    }
    if (feedback && calibration.text() == null) {
      throw wrong("--error-feedback needs --calibration TEXT, which the model reads for it");
    }
    if (!feedback && !budget.requested() && calibration.text() != null) {
      throw wrong("--calibration belongs to --budget or --error-feedback");
    }
  }

  private void writeWithFeedback(QuantizedFile copy, GgufMetadata metadata, GgufFile file)
      throws IOException {
    List<TensorInfo> tensors = file.tensors().stream().filter(copy::takesFeedback).toList();
    FeedbackRecording recording = new FeedbackRecording(console, input, tensors, threads);
    TextWindows text = calibration.feedbackWindows(console, file);
    String about =
        "%s feedback %d %x"
            .formatted(about(file), text.windowTokens(), Arrays.hashCode(text.ids()));
    write(copy.withFeedback(recording.read(text)), metadata, about);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void requireMatrices(GgufFile file) {
    if (file.tensors().stream().noneMatch(TypeChoice::isChosen)) {
      throw new CommandFailedException(
          input + ": has no matrices that could be quantized; expected a model");
    }
  }

  private ImportanceMatrix importance(GgufFile file) {
    if (imatrix == null) {
      return null;
    }
    return ImportanceMatrix.load(imatrix).of(file.tensors(), imatrix);
  }

  private Map<String, GgmlType> wanted(
      GgufFile file, TypeChoice choice, ImportanceMatrix importance) throws IOException {
    if (!budget.requested()) {
      return choice.types(file.tensors(), ModelShape.of(file));
    }
    Optional<HardwareProfile> machine = budget.machine(installation);
    return new BudgetPlan(console, budget, calibration, file, choice, threads)
        .types(machine, imatrix, importance);
  }

  /** The type of most weights. */
  private static GgmlType mostUsed(GgufFile file, Map<String, GgmlType> types) {
    Map<GgmlType, Long> weights = new EnumMap<>(GgmlType.class);
    file.tensors().forEach(t -> weights.merge(types.get(t.name()), t.elements(), Long::sum));
    return weights.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private QuantizedFile plan(
      GgufFile file, Map<String, GgmlType> wanted, ImportanceMatrix importance) {
    Set<GgmlType> made = EnumSet.noneOf(GgmlType.class);
    for (TensorInfo tensor : file.tensors()) {
      if (wanted.get(tensor.name()) != tensor.type()) {
        made.add(wanted.get(tensor.name()));
      }
    }
    if (reference) {
      types.requireReference(made);
    }
    RowQuantizer.Method method =
        reference ? RowQuantizer.Method.REFERENCE : RowQuantizer.Method.SEARCH;
    return new QuantizedFile(file, wanted, importance, method, Kernels.select());
  }

  private void write(QuantizedFile copy, GgufMetadata metadata, String about) throws IOException {
    long bytes = copy.dataBytes();
    console.err().println("Writing " + output + ": " + Units.bytes(bytes));
    try (WorkerPool workers = new WorkerPool(threads);
        Progress progress = Progress.start(console, "Quantizing", Progress.Unit.BYTES, bytes)) {
      copy.write(output, metadata, about, workers, progress::to);
    }
  }

  /** What the bytes of a copy depend on besides its header. */
  private String about(GgufFile file) throws IOException {
    List<Path> sources = new ArrayList<>(file.paths());
    if (imatrix != null) {
      sources.add(imatrix);
    }
    return ContentHash.of(sources) + " " + String.join(" ", spec.root().version());
  }

  private Written written(QuantizedFile copy, GgufFile file) throws IOException {
    Map<GgmlType, Integer> tensors = new EnumMap<>(GgmlType.class);
    long weights = 0;
    for (TensorInfo tensor : file.tensors()) {
      tensors.merge(copy.type(tensor), 1, Integer::sum);
      weights += tensor.elements();
    }
    double bits = 8.0 * copy.dataBytes() / Math.max(1, weights);
    return new Written(output.toString(), Files.size(output), bits, tensors);
  }

  private void report(Written written) {
    if (json.requested()) {
      new JsonOutput(console).write(written);
      return;
    }
    String list =
        written.tensors.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    console
        .out()
        .println(
            "%s: %s, %.3f bits per weight, tensors: %s"
                .formatted(
                    written.path, Units.bytes(written.sizeBytes), written.bitsPerWeight, list));
  }
}
