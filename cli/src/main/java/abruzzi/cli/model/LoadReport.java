package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.SafeText;
import abruzzi.cli.console.TextStyle;
import abruzzi.cli.console.Units;
import abruzzi.planner.HostPlacement;
import abruzzi.planner.ModelInventory;
import abruzzi.planner.Tier;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.MemoryProfile;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.model.KimiModel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Tells the user what was loaded: a line on a terminal, and a warning where memory is short. */
final class LoadReport {
  private static final int TYPES_SHOWN = 2;

  /** Every machine that this runs on holds smaller models, so there is no need to look. */
  private static final long SMALL_BYTES = 256L << 20;

  private final Console console;

  LoadReport(Console console) {
    this.console = console;
  }

  void print(KimiModel model) {
    boolean large = model.file().sizeBytes() > SMALL_BYTES;
    if (!large && !console.terminal().stderr()) {
      return;
    }
    ModelInventory inventory = ModelInventory.of(model.tensors());
    long onDisk = 0;
    if (large) {
      MemoryProfile memory = HardwareProbe.memory();
      onDisk = HostPlacement.place(inventory, memory).in(Tier.DISK);
      warnIfTooLarge(inventory, memory, onDisk);
    }
    if (console.terminal().stderr()) {
      console.err().println(console.styledForErr(TextStyle.DIM, line(model, inventory, onDisk)));
    }
  }

  /** The line about a model of which {@code onDiskBytes} do not fit into memory. */
  static String line(KimiModel model, ModelInventory inventory, long onDiskBytes) {
    String where = onDiskBytes == 0 ? "all in memory" : Units.bytes(onDiskBytes) + " of it on disk";
    if (model.copiedBytes() > 0) {
      where += ", " + Units.bytes(model.copiedBytes()) + " repacked";
    }
    return SafeText.of(
        "%s: %s parameters, %s (%s), %s; %s, %d threads, %d-bit vectors"
            .formatted(
                model.config().name(),
                Units.count(inventory.total().parameters()),
                Units.bytes(inventory.total().bytes()),
                types(inventory),
                where,
                backend(model),
                model.threads(),
                VectorWidth.BITS));
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

  private void warnIfTooLarge(ModelInventory inventory, MemoryProfile memory, long onDisk) {
    if (onDisk == 0) {
      return;
    }
    console
        .err()
        .println(
            "abruzzi: warning: the model has %s and this machine %s of memory: %s of it will be"
                    .formatted(
                        Units.bytes(inventory.total().bytes()),
                        Units.bytes(memory.totalBytes()),
                        Units.bytes(onDisk))
                + " read from disk again and again, which is slow");
  }
}
