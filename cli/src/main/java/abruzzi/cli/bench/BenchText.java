package abruzzi.cli.bench;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import java.io.PrintStream;

/** Shows a report to people. */
final class BenchText {
  private final PrintStream out;

  BenchText(PrintStream out) {
    this.out = out;
  }

  void print(BenchReport report) {
    new TextTable(Align.LEFT, Align.LEFT)
        .row("model", "%s, %d layers".formatted(report.model(), report.layers()))
        .row(
            "run",
            "%d threads, %d-bit vectors, Java %s, %d rounds"
                .formatted(report.threads(), report.vectorBits(), report.java(), report.repeats()))
        .row(
            "prefill",
            rate(
                report.prefillTps(),
                report.prefillMinTps(),
                report.prefillMaxTps(),
                report.promptTokens()))
        .row(
            "decode",
            rate(
                report.decodeTps(),
                report.decodeMinTps(),
                report.decodeMaxTps(),
                report.generateTokens()))
        .row(
            "weights",
            "%s, %s repacked"
                .formatted(Units.bytes(report.weightBytes()), Units.bytes(report.repackedBytes())))
        .row("weights read per token", Units.bytes(report.tokenReadBytes()))
        .row(
            "read bandwidth",
            "%s/s (%s buffer)"
                .formatted(
                    Units.bytes((long) report.bandwidthBytesPerSecond()),
                    Units.bytes(report.bandwidthBufferBytes())))
        .row(
            "decode ceiling",
            "%s tokens/s, %s %% of it reached"
                .formatted(
                    Units.number(report.decodeCeilingTps()),
                    Units.number(100 * report.decodeCeilingFraction())))
        .print(out);
    if (report.predicted() != null) {
      out.println(
          "Predicted by the profile of this machine%s: prefill %s, decode %s tokens/s (measured is %s and %s of that)"
              .formatted(
                  report.predicted().known() ? " and earlier runs of this model" : "",
                  Units.number(report.predicted().prefillTps()),
                  Units.number(report.predicted().decodeTps()),
                  part(report.prefillTps(), report.predicted().prefillTps()),
                  part(report.decodeTps(), report.predicted().decodeTps())));
    }
    if (report.fullModel() != null) {
      print(report.fullModel());
    }
  }

  private static String part(double measured, double predicted) {
    return Math.round(100 * measured / predicted) + " %";
  }

  private void print(BenchReport.FullModel full) {
    out.println(
        "All %d layers, %s in memory, at the same speed: prefill %s, decode %s tokens/s (ceiling %s)"
            .formatted(
                full.layers(),
                Units.bytes(full.weightBytes()),
                Units.number(full.prefillTps()),
                Units.number(full.decodeTps()),
                Units.number(full.decodeCeilingTps())));
  }

  private static String rate(double median, double min, double max, int tokens) {
    return "%s tokens/s (%s to %s), %d tokens"
        .formatted(Units.number(median), Units.number(min), Units.number(max), tokens);
  }
}
