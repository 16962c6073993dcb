package abruzzi.cli.inspect;

import abruzzi.cli.console.SafeText;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.planner.ModelInventory;
import abruzzi.planner.Tally;
import abruzzi.planner.TensorClass;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.NonFiniteData;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.repack.TileDirectory;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code inspect} prints for people. */
final class InspectText {
  private final PrintStream out;
  private final GgufFile file;
  private final TileDirectory tiles;
  private final ModelInventory inventory;

  InspectText(PrintStream out, GgufFile file) {
    this.out = out;
    this.file = file;
    this.tiles = TileDirectory.of(file);
    this.inventory = ModelInventory.of(tiles.tensors());
  }

  void printSummary() {
    new ModelFacts(file, tiles).table().print(out);
    if (inventory.tallies().isEmpty()) {
      out.println("tensors    none, a vocabulary only");
      return;
    }
    out.println();
    classes().print(out);
    out.println();
    types().print(out);
  }

  private TextTable classes() {
    TextTable table = tallyTable("class");
    inventory
        .tallies()
        .forEach(
            (tensorClass, types) ->
                addTally(
                    table,
                    tensorClass.label(),
                    inventory.ofClass(tensorClass),
                    types.keySet().stream().map(Enum::name).collect(Collectors.joining(" "))));
    addTally(table, "total", inventory.total(), "");
    return table;
  }

  private TextTable types() {
    TextTable table = tallyTable("type");
    inventory.byType().forEach((type, tally) -> addTally(table, type.name(), tally, ""));
    return table;
  }

  private static TextTable tallyTable(String what) {
    return new TextTable(
            Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
        .row(what, "tensors", "parameters", "size", "share", "bits/weight", "");
  }

  private void addTally(TextTable table, String label, Tally tally, String remark) {
    table.row(
        label,
        Long.toString(tally.tensors()),
        Units.count(tally.parameters()),
        Units.bytes(tally.bytes()),
        Units.percent(tally.bytes(), inventory.total().bytes()),
        Units.ratio(tally.bitsPerWeight()),
        remark);
  }

  void printTensors() {
    out.println();
    TextTable table = new TextTable(Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT);
    table.row("tensor", "type", "dimensions", "size", "class");
    for (TensorInfo tensor : tiles.tensors()) {
      table.row(
          tensor.name(),
          tensor.type().name() + (tiles.has(tensor.name()) ? " tiles" : ""),
          tensor.dims().toString(),
          Units.bytes(tensor.sizeBytes()),
          TensorClass.of(tensor.name()).label());
    }
    table.print(out);
  }

  void printCheck(List<NonFiniteData> faults) {
    out.println();
    if (faults.isEmpty()) {
      out.println(
          "check      no NaN and no infinity in "
              + (file.tensors().size() - tiles.size())
              + " tensors"
              + (tiles.size() == 0 ? "" : ", tiles not looked at"));
      return;
    }
    for (NonFiniteData fault : faults) {
      out.println("check      " + SafeText.of(fault.message()));
    }
  }
}
