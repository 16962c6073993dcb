package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.SafeText;
import abruzzi.cli.console.TextStyle;
import abruzzi.cli.console.Units;
import abruzzi.planner.ModelInventory;
import abruzzi.planner.placement.Placement;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.model.KimiModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Tells the user what was loaded: a line on a terminal, and a warning where memory is short. */
final class LoadReport {
  private static final int TYPES_SHOWN = 2;

  private final Console console;

  LoadReport(Console console) {
    this.console = console;
  }

  void print(KimiModel model, StartPlan plan) {
    if (plan.diskBytes() > 0) {
      warnIfTooLarge(plan);
    }
    if (console.terminal().stderr()) {
      console.err().println(console.styledForErr(TextStyle.DIM, line(model, plan)));
    }
  }

  /** The line about a model and how it is computed. */
  private static String line(KimiModel model, StartPlan plan) {
    ModelInventory inventory = plan.model().inventory();
    long onDisk = plan.diskBytes();
    String where = onDisk == 0 ? "all in memory" : Units.bytes(onDisk) + " of it on disk";
    if (model.copiedBytes() > 0) {
      where += ", " + Units.bytes(model.copiedBytes()) + " repacked";
    }
    return SafeText.of(
        "%s: %s parameters, %s (%s), %s; %s, %d threads, %d-bit vectors%s"
            .formatted(
                model.config().name(),
                Units.count(inventory.total().parameters()),
                Units.bytes(inventory.total().bytes()),
                types(inventory),
                where,
                backend(model),
                model.threads(),
                VectorWidth.BITS,
                speed(plan)));
  }

  private static String speed(StartPlan plan) {
    return plan.placement()
        .map(Placement::decode)
        .map(decode -> "; about %s tokens/s".formatted(Units.ratio(decode.tokensPerSecond())))
        .orElse("");
  }

  private static String backend(KimiModel model) {
    String why = model.hostReason().isEmpty() ? "" : " (" + model.hostReason() + ")";
    return model.dense().name() + " backend" + why;
  }

  /** The storage types that hold most of the bytes, as in {@code Q4_K 70.1 %}. */
  private static String types(ModelInventory inventory) {
    var byType = inventory.byType();
    List<String> shares =
        byType.entrySet().stream()
            .sorted(Comparator.comparingLong(entry -> -entry.getValue().bytes()))
            .limit(TYPES_SHOWN)
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + Units.percent(entry.getValue().bytes(), inventory.total().bytes()))
            .collect(Collectors.toList());
    if (byType.size() > TYPES_SHOWN) {
      shares.add("others");
    }
    return String.join(", ", shares);
  }

  private void warnIfTooLarge(StartPlan plan) {
    console
        .err()
        .println(
            "abruzzi: warning: the model has %s and this machine %s of memory: %s of it will be"
                    .formatted(
                        Units.bytes(plan.model().inventory().total().bytes()),
                        Units.bytes(plan.machine().memory().totalBytes()),
                        Units.bytes(plan.diskBytes()))
                + " read from disk again and again, which is slow");
  }
}
