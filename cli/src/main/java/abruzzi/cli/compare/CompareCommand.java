package abruzzi.cli.compare;

import abruzzi.cli.command.TextInput;
import abruzzi.cli.command.WindowOptions;
import abruzzi.cli.compare.CompareReport.Model;
import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.model.Installation;
import abruzzi.cli.model.ModelOptions;
import abruzzi.cli.model.VocabularyFile;
import abruzzi.cli.plan.ProfileOption;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.runtime.benchmark.ModelBenchmark;
import abruzzi.runtime.evaluation.TextWindows;
import abruzzi.runtime.model.ModelConfigReader;
import abruzzi.runtime.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi compare}: what quantizations of a model lose, and how fast they are. */
@Command(
    name = "compare",
    abbreviateSynopsis = true,
    description = {
      "Measure quantizations of a model against the model itself: size, perplexity, KL divergence,"
          + " agreement, speed, and with --profile whether they fit on a machine.",
      "Writes a page, its numbers beside it as JSON, and a folder OUT.state: a comparison that was"
          + " broken off goes on from there, and one with further models computes only these.",
      "Texts are cut into windows of --context tokens, 512 unless given, and the second half of"
          + " each is scored."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi compare --base k2-f16.gguf --models k2-q4.gguf,k2-iq1.gguf -f wiki.txt -o r.html",
      "  abruzzi compare --base f16.gguf --models q2.gguf -f a.txt,b.txt --context 256 --windows 40"
          + " --profile rtx4090-256gb-ddr5-2ch -o report.html"
    })
public final class CompareCommand implements Callable<Integer> {
  private static final int DEFAULT_WINDOW = 512;
  private static final ModelBenchmark BENCHMARK =
      new ModelBenchmark(128, 32, 5, Duration.ofSeconds(3).toNanos());

  private final Console console;
  private final Installation installation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--base",
      required = true,
      paramLabel = "MODEL",
      description = "The model that the others were made from.")
  private Path base;

  @Option(
      names = "--models",
      required = true,
      split = ",",
      paramLabel = "MODEL",
      description = "Models to compare with it, separated by commas.")
  private List<Path> models;

  @Option(
      names = {"-f", "--file"},
      required = true,
      split = ",",
      paramLabel = "TEXT",
      description = "Text files, separated by commas.")
  private List<Path> files;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "The page to write, as in report.html.")
  private Path output;

  @Option(names = "--no-speed", description = "Do not measure how fast the models are.")
  private boolean noSpeed;

  @Mixin private WindowOptions windows;
  @Mixin private ProfileOption profileOption;
  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  /** The command on a console. */
  public CompareCommand(Console console, Installation installation) {
    this.console = console;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    checkUsage();
    try {
      CompareReport report = compare();
      CompareState.write(output, new ReportPage(report).html());
      CompareState.write(jsonFile(), JsonOutput.text(report) + "\n");
      print(report);
      return report.models().stream().anyMatch(Model::failed) ? 1 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkUsage() {
    modelOptions.check();
    if (modelOptions.file().given()) {
      throw new ParameterException(
          spec.commandLine(), "--model is not for comparisons; give --base and --models");
    }
    windows.check();
  }

  private CompareReport compare() throws IOException {
    List<Path> paths = new ArrayList<>(models);
    paths.add(0, base);
    List<String> names = FileNames.of(paths);
    ComparedFile original = ComparedFile.open(names.get(0), base);
    requireSameVocabulary(original);
    List<ComparedText> texts = texts();
    Comparison comparison = comparison(original, texts);
    List<Model> measured = new ArrayList<>();
    measured.add(comparison.base(task(0, names)));
    for (int i = 1; i < names.size(); i++) {
      Model model = comparison.model(names.get(i), paths.get(i), task(i, names));
      if (model.failed()) {
        console.err().println("abruzzi: " + names.get(i) + " failed: " + model.error());
      }
      measured.add(model);
    }
    return new CompareReport(
        original.name(),
        texts.get(0).windows().windowTokens(),
        texts.stream().map(ComparedText::facts).toList(),
        comparison.machineName(),
        comparison.speedSetting(),
        measured);
  }

  private static String task(int index, List<String> names) {
    return "%d/%d %s".formatted(index + 1, names.size(), names.get(index));
  }

  /** Fails before anything is computed; files that cannot be read are left to be reported later. */
  private void requireSameVocabulary(ComparedFile original) {
    for (Path path : models) {
      Optional<ComparedFile> other = readable(path);
      if (other.isPresent() && !other.get().vocabulary().equals(original.vocabulary())) {
        throw new CommandFailedException(
            "%s: its vocabulary (%d tokens) is not that of %s (%d tokens); only models of the same"
                    .formatted(
                        path, other.get().vocabulary().size(), base, original.vocabulary().size())
                + " vocabulary can be compared");
      }
    }
  }

  private static Optional<ComparedFile> readable(Path path) {
    try {
      return Optional.of(ComparedFile.open("", path));
    } catch (IOException | GgufFormatException e) {
      return Optional.empty();
    }
  }

  private List<ComparedText> texts() {
    List<ComparedText> texts = new ArrayList<>();
    List<String> names = FileNames.of(files);
    try (GgufFile file = GgufFile.open(base)) {
      Tokenizer tokenizer = VocabularyFile.tokenizer(file);
      int most = ModelConfigReader.read(file, OptionalDouble.empty()).contextLength();
      int window = modelOptions.contextOr(Math.min(DEFAULT_WINDOW, most));
      for (int i = 0; i < names.size(); i++) {
        int[] ids = tokenizer.encode(TextInput.file(console, files.get(i)), windows.special());
        texts.add(text(names.get(i), ids, window));
      }
    }
    return texts;
  }

  private ComparedText text(String name, int[] ids, int window) {
    try {
      return new ComparedText(name, TextWindows.of(ids, window, windows.most()));
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(name + ": " + e.getMessage());
    }
  }

  private Comparison comparison(ComparedFile original, List<ComparedText> texts)
      throws IOException {
    return new Comparison(
        console,
        installation,
        modelOptions,
        new CompareState(output.resolveSibling(output.getFileName() + ".state")),
        original,
        texts,
        noSpeed ? Optional.empty() : Optional.of(BENCHMARK),
        profileOption.given()
            ? Optional.of(new MachineFit(profileOption.machine(console, installation)))
            : Optional.empty());
  }

  private void print(CompareReport report) {
    if (json.requested()) {
      new JsonOutput(console).write(report);
    } else {
      new CompareText(console.out(), report).print();
      console.out().println("Written: " + output + ", " + jsonFile());
    }
  }

  /** Beside the page, with the same name. */
  private Path jsonFile() {
    String name = output.getFileName().toString().replaceFirst("\\.html?$", "");
    return output.resolveSibling(name + ".json");
  }
}
