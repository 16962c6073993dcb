package abruzzi.cli.bench;

import abruzzi.cli.bench.KernelsReport.Kernel;
import abruzzi.cli.bench.KernelsReport.ReadRate;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Shows rates of kernels to people: a line for each number of threads, or tables in Markdown. */
final class KernelsText {
  private final PrintStream out;
  private final KernelsReport report;

  KernelsText(PrintStream out, KernelsReport report) {
    this.out = out;
    this.report = report;
  }

  /** A table for a terminal. */
  void print() {
    out.println(machine());
    for (int bits : widths()) {
      out.println(bandwidth(bits));
    }
    TextTable table =
        new TextTable(
                Align.LEFT,
                Align.LEFT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT)
            .row("", "", "", "", "decode", "", "", "prefill")
            .row("type", "layout", "bits", "threads", "G/s", "GB/s", "of read", "G/s");
    for (int i = 0; i < report.kernels().size(); i += 2) {
      Kernel decode = report.kernels().get(i);
      List<String> cells = new ArrayList<>();
      cells.add(decode.type());
      cells.add(decode.layout());
      cells.add(Integer.toString(decode.vectorBits()));
      cells.add(Integer.toString(decode.threads()));
      cells.addAll(rates(decode, report.kernels().get(i + 1)));
      table.row(cells.toArray(String[]::new));
    }
    table.print(out);
    out.println("decode: weights with 1 row of activations; prefill: products with 64 rows");
  }

  /** Tables for a page, one for each width. */
  void printMarkdown() {
    out.println(machine() + ".");
    for (int bits : widths()) {
      out.println();
      out.println(bandwidth(bits) + ".");
      out.println();
      printMarkdown(report.kernels().stream().filter(k -> k.vectorBits() == bits).toList());
    }
  }

  private void printMarkdown(List<Kernel> kernels) {
    List<Kernel> first = kernels.stream().filter(kernels.get(0)::sameWeights).toList();
    List<String> head = new ArrayList<>(List.of("type", "layout"));
    for (int i = 0; i < first.size(); i += 2) {
      head.addAll(List.of(threads(first.get(i).threads()) + ": G/s", "GB/s", "of read", "prefill"));
    }
    printMarkdownRow(head);
    out.println("|---|---|" + "--:|".repeat(head.size() - 2));
    for (int i = 0; i < kernels.size(); i += first.size()) {
      List<String> cells = new ArrayList<>(List.of(kernels.get(i).type(), kernels.get(i).layout()));
      for (int j = i; j < i + first.size(); j += 2) {
        cells.addAll(rates(kernels.get(j), kernels.get(j + 1)));
      }
      printMarkdownRow(cells);
    }
  }

  private void printMarkdownRow(List<String> cells) {
    out.println(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
  }

  private List<Integer> widths() {
    return report.kernels().stream().map(Kernel::vectorBits).distinct().toList();
  }

  private String machine() {
    return "%s, %d cores; Java %s; %s of weights"
        .formatted(
            report.processor(), report.cores(), report.java(), Units.bytes(report.weightBytes()));
  }

  private String bandwidth(int bits) {
    return report.readBandwidth().stream()
        .filter(rate -> rate.vectorBits() == bits)
        .map(KernelsText::bandwidth)
        .collect(Collectors.joining(", ", bits + " bit: read bandwidth ", ""));
  }

  private static String bandwidth(ReadRate rate) {
    return giga(rate.bytesPerSecond()) + " GB/s with " + threads(rate.threads());
  }

  private static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  private static List<String> rates(Kernel decode, Kernel prefill) {
    return List.of(
        giga(decode.weightsPerSecond()),
        giga(decode.bytesPerSecond()),
        Math.round(100 * decode.bandwidthFraction()) + " %",
        giga(prefill.productsPerSecond()));
  }

  private static String giga(double perSecond) {
    return Units.giga(perSecond);
  }
}
