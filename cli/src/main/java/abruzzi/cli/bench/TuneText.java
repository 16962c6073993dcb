package abruzzi.cli.bench;

import abruzzi.cli.bench.TuneReport.Check;
import abruzzi.cli.bench.TuneReport.Factor;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.cli.model.TunedNotice;
import abruzzi.runtime.benchmark.Samples;
import java.io.PrintStream;

/** Shows a report to people. */
final class TuneText {
  private final PrintStream out;

  TuneText(PrintStream out) {
    this.out = out;
  }

  void print(TuneReport report) {
    new TextTable(Align.LEFT, Align.LEFT)
        .row("model", report.model())
        .row("before", TunedNotice.text(report.start()))
        .row("best", TunedNotice.text(report.best()))
        .print(out);
    if (report.check() != null) {
      out.println();
      print(report.check());
    }
    out.println(verdict(report));
    if (!report.complete()) {
      out.println(
          "No time was left for: "
              + String.join(", ", report.notReached())
              + ". The same command goes on there.");
    }
  }

  private void print(Check check) {
    new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT)
        .row("tokens/s", "before", "found", "times as fast")
        .row(
            "prefill",
            speed(check.before().prefillTps()),
            speed(check.after().prefillTps()),
            factor(check.prefill()))
        .row(
            "decode",
            speed(check.before().decodeTps()),
            speed(check.after().decodeTps()),
            factor(check.decode()))
        .row("both", "", "", factor(check.exchange()))
        .print(out);
    out.println(
        "medians (and all) of %d pairs; both: a prompt of 512 and an answer of 256 tokens"
            .formatted(check.pairs()));
  }

  private static String speed(Samples samples) {
    return "%s (%s to %s)"
        .formatted(
            Units.number(samples.median()),
            Units.number(samples.min()),
            Units.number(samples.max()));
  }

  private static String factor(Factor factor) {
    return "%s (%s to %s)"
        .formatted(
            Units.ratio(factor.median()), Units.ratio(factor.low()), Units.ratio(factor.high()));
  }

  private static String verdict(TuneReport report) {
    if (report.kept() != null) {
      return "Better by more than noise; kept in " + report.kept();
    }
    if (report.best().equals(report.start())) {
      return "Nothing is better by more than noise: the model runs as before.";
    }
    return report.best().equals(report.usual())
        ? "Better by more than noise, and what is usual without options: nothing to keep."
        : "Better than before, but not better than usual: nothing is kept.";
  }
}
