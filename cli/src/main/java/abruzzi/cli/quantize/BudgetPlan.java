package abruzzi.cli.quantize;

import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.ContentHash;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.mix.ModelShape;
import abruzzi.quant.mix.TypeChoice;
import abruzzi.quant.quantize.QuantizedFile;
import abruzzi.quant.quantize.RowQuantizer;
import abruzzi.runtime.evaluation.TextWindows;
import abruzzi.runtime.sensitivity.BudgetSearch;
import abruzzi.runtime.sensitivity.BudgetSearch.Option;
import abruzzi.runtime.sensitivity.Sensitivity;
import abruzzi.runtime.sensitivity.SensitivityTable;
import abruzzi.runtime.sensitivity.SensitivityTable.Heading;
import abruzzi.runtime.sensitivity.TensorGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the types for a size: measures what is not known, then chooses. */
final class BudgetPlan {
  private static final String NO_IMPORTANCE = "none";

  private final Console console;
  private final BudgetOptions options;
  private final CalibrationOptions calibration;
  private final GgufFile file;
  private final TypeChoice fixed;
  private final int threads;
  private final List<TensorGroup> groups;

  /** For each group the types that it may get, and what each costs. */
  private final List<List<GgmlType>> offered = new ArrayList<>();

  private final List<List<Option>> lists = new ArrayList<>();

  /**
   * A plan to be made.
   *
   * @param fixed its overrides hold
   */
  BudgetPlan(
      Console console,
      BudgetOptions options,
      CalibrationOptions calibration,
      GgufFile file,
      TypeChoice fixed,
      int threads) {
    this.console = console;
    this.options = options;
    this.calibration = calibration;
    this.file = file;
    this.fixed = fixed;
    this.threads = threads;
    groups = TensorGroup.of(file.tensors(), name -> fixed.override(name).isEmpty());
  }

  /**
   * The type of each tensor, in the order of the file to be written.
   *
   * @param machine the machine that the file is for; without one, the size that was given holds
   * @param imatrix where the importance matrix is from, or null
   * @param importance the matrix, or null
   */
  Map<String, GgmlType> types(
      Optional<HardwareProfile> machine, Path imatrix, ImportanceMatrix importance)
      throws IOException {
    offerTypes(table(imatrix, importance));
    Map<String, GgmlType> types = fixed.types(file.tensors(), ModelShape.of(file));
    long others = fileBytes(types, imatrix, importance) - groupBytes(types);
    long limit;
    if (machine.isPresent()) {
      MachineBudget budget = new MachineBudget(machine.get(), file, options.machineContext());
      limit = budget.largest(lists, chosen -> types(types, chosen));
      console
          .err()
          .println("Largest file for " + machine.get().name() + ": " + Units.bytes(limit + others));
    } else {
      limit = options.bytes() - others;
      requireRoom(others);
    }
    int[] chosen = BudgetSearch.choose(lists, limit);
    double loss = 0;
    for (int g = 0; g < chosen.length; g++) {
      loss += lists.get(g).get(chosen[g]).loss();
    }
    console.err().println(String.format(Locale.ROOT, "Expected divergence: %.4f", loss));
    return types(types, chosen);
  }

  /** The types of all tensors with one offer chosen for each group. */
  private Map<String, GgmlType> types(Map<String, GgmlType> others, int[] chosen) {
    Map<String, GgmlType> types = new LinkedHashMap<>(others);
    for (int g = 0; g < chosen.length; g++) {
      types.putAll(groups.get(g).types(offered.get(g).get(chosen[g])));
    }
    return types;
  }

  private void requireRoom(long others) {
    long smallest = others + BudgetSearch.smallest(lists);
    if (smallest > options.bytes()) {
      throw new CommandFailedException(
          "--budget=%s: the smallest file of this model has %s, which is %d bytes; take a larger one"
              .formatted(Units.bytes(options.bytes()), Units.bytes(smallest), smallest));
    }
  }

  private void offerTypes(SensitivityTable table) {
    for (TensorGroup group : groups) {
      Map<GgmlType, Double> losses = table.allLosses(group);
      offered.add(List.copyOf(losses.keySet()));
      lists.add(
          losses.entrySet().stream()
              .map(entry -> new Option(bytes(group, entry.getKey()), entry.getValue()))
              .toList());
    }
  }

  private long bytes(TensorGroup group, GgmlType type) {
    return group.bytes(type, alignment());
  }

  private long alignment() {
    return file.metadata()
        .integer(GgufMetadata.ALIGNMENT_KEY)
        .orElse(GgufMetadata.DEFAULT_ALIGNMENT);
  }

  /** Size of the file with these types. */
  private long fileBytes(Map<String, GgmlType> types, Path imatrix, ImportanceMatrix importance) {
    GgufMetadata metadata = QuantizedMetadata.of(file.metadata(), fixed.mix(), imatrix, importance);
    return new QuantizedFile(file, types, importance, RowQuantizer.Method.SEARCH, Kernels.select())
        .fileBytes(metadata);
  }

  /** What of it belongs to the groups. */
  private long groupBytes(Map<String, GgmlType> types) {
    return groups.stream()
        .flatMap(group -> group.tensors().stream())
        .mapToLong(t -> types.get(t.name()).rowBytes(t.elements()))
        .map(bytes -> Math.ceilDiv(bytes, alignment()) * alignment())
        .sum();
  }

  /** What is measured, after measuring what is not. */
  private SensitivityTable table(Path imatrix, ImportanceMatrix importance) throws IOException {
    String model = ContentHash.of(file.paths());
    String squares = imatrix == null ? NO_IMPORTANCE : ContentHash.of(List.of(imatrix));
    Optional<SensitivityTable> known = SensitivityTable.read(options.table());
    if (known.isPresent()) {
      Heading about = known.get().heading();
      if (!about.model().equals(model) || !about.importance().equals(squares)) {
        throw other("another model or importance matrix");
      }
      if (known.get().isComplete(groups)) {
        return known.get();
      }
    }
    if (calibration.text() == null) {
      throw new CommandFailedException(
          options.table() + ": lacks measurements; name a text with --calibration");
    }
    TextWindows text = calibration.budgetWindows(console, file);
    Heading wanted =
        new Heading(
            model,
            squares,
            Integer.toHexString(Arrays.hashCode(text.ids())),
            text.windowTokens(),
            text.count());
    if (known.isPresent() && !known.get().heading().equals(wanted)) {
      throw other("another text or other windows");
    }
    SensitivityTable table =
        known.isPresent() ? known.get() : SensitivityTable.create(options.table(), wanted);
    measure(table, text, importance);
    return table;
  }

  private CommandFailedException other(String what) {
    return new CommandFailedException(
        options.table() + ": was measured with " + what + "; remove it or name another file");
  }

  private void measure(SensitivityTable table, TextWindows text, ImportanceMatrix importance)
      throws IOException {
    Path base = options.table().resolveSibling(options.table().getFileName() + ".logits");
    int all = Sensitivity.measurements(groups);
    console.err().println("Measuring " + groups.size() + " groups of tensors: " + options.table());
    try (Progress progress = Progress.start(console, "Measuring", Progress.Unit.STEPS, all)) {
      new Sensitivity(file, importance, text, threads).complete(table, groups, base, progress::to);
    }
  }
}
