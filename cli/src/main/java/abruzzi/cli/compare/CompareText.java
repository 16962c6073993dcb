package abruzzi.cli.compare;

import abruzzi.cli.compare.CompareReport.Model;
import abruzzi.cli.compare.CompareReport.Score;
import abruzzi.cli.compare.CompareReport.Speed;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Shows a comparison to people. */
final class CompareText {
  private final PrintStream out;
  private final CompareReport report;

  CompareText(PrintStream out, CompareReport report) {
    this.out = out;
    this.report = report;
  }

  /** A line about a text that was evaluated. */
  static String line(String task, String text, Score score) {
    String line = "%s, %s: perplexity %.4f".formatted(task, text, score.perplexity());
    return score.divergence() == null
        ? line
        : line
            + String.format(
                Locale.ROOT,
                ", KL divergence %.6f, same token %.2f %%",
                score.divergence().meanKld(),
                score.divergence().sameTopPercent());
  }

  void print() {
    List<String> head = new ArrayList<>(List.of("model", "size", "bits"));
    for (CompareReport.Text text : report.texts()) {
      head.addAll(List.of(text.name() + ": perplexity", "KL divergence", "same token"));
    }
    if (report.speed() != null) {
      head.addAll(List.of("prefill/s", "decode/s", "of ceiling"));
    }
    if (report.profile() != null) {
      head.add("on " + report.profile());
    }
    List<Align> columns = new ArrayList<>(Collections.nCopies(head.size(), Align.RIGHT));
    columns.set(0, Align.LEFT);
    if (report.profile() != null) {
      columns.set(head.size() - 1, Align.LEFT);
    }
    TextTable table = new TextTable(columns.toArray(Align[]::new));
    table.row(head.toArray(String[]::new));
    report.models().stream()
        .filter(model -> !model.failed())
        .forEach(model -> table.row(cells(model).toArray(String[]::new)));
    table.print(out);
    report.models().stream()
        .filter(Model::failed)
        .forEach(model -> out.println(model.name() + " failed: " + model.error()));
  }

  private List<String> cells(Model model) {
    List<String> cells = new ArrayList<>();
    cells.add(model.name());
    cells.add(Units.bytes(model.sizeBytes()));
    cells.add(format("%.2f", model.bitsPerWeight()));
    for (Score score : model.scores()) {
      cells.add(format("%.4f", score.perplexity()));
      boolean base = score.divergence() == null;
      cells.add(base ? "" : format("%.6f", score.divergence().meanKld()));
      cells.add(base ? "" : format("%.2f %%", score.divergence().sameTopPercent()));
    }
    Speed speed = model.speed();
    if (speed != null) {
      cells.add(Units.number(speed.prefillTps()));
      cells.add(Units.number(speed.decodeTps()));
      cells.add(format("%.0f %%", 100 * speed.decodeCeilingFraction()));
    }
    if (model.verdict() != null) {
      cells.add(model.verdict().text());
    }
    return cells;
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
