package abruzzi.cli.statistics;

import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Shows statistics to people: a plot of hit rates, and a table of the layers. */
final class StatsText {
  private static final int BAR_COLUMNS = 40;

  private final PrintStream out;

  StatsText(PrintStream out) {
    this.out = out;
  }

  void print(StatsReport report) {
    out.println(
        "%s: %s tokens recorded; %d layers of %d experts, %d for each token"
            .formatted(
                report.model(),
                Units.count(report.tokens()),
                report.layers(),
                report.experts(),
                report.used()));
    if (report.tokens() == 0) {
      return;
    }
    out.println(
        "Evenness %s (1 is by chance, 0 always the same); the token before picked the same: %s, by chance %s"
            .formatted(
                Units.ratio(report.evenness()),
                percent(report.repeatRate()),
                percent((double) report.used() / report.experts())));
    out.println();
    hitRates(report);
    out.println();
    layers(report);
  }

  private void hitRates(StatsReport report) {
    out.println("Picks found in a cache of so many experts of each layer:");
    TextTable table =
        new TextTable(Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.LEFT)
            .row("experts", "most used", "last used", "by chance", "most used # last used =");
    for (StatsReport.HitRate rate : report.hitRates()) {
      table.row(
          Integer.toString(rate.expertsPerLayer()),
          percent(rate.mostUsed()),
          percent(rate.leastRecentlyUsed()),
          percent(rate.chance()),
          bar(rate.mostUsed(), '#'));
      table.row("", "", "", "", bar(rate.leastRecentlyUsed(), '='));
    }
    table.print(out);
  }

  private static String bar(double part, char mark) {
    return Character.toString(mark).repeat((int) Math.round(part * BAR_COLUMNS));
  }

  private void layers(StatsReport report) {
    Align[] columns = new Align[8];
    Arrays.fill(columns, Align.RIGHT);
    TextTable table =
        new TextTable(columns)
            .row(
                "layer",
                "unused",
                "evenness",
                "top 1 %",
                "top 5 %",
                "top 10 %",
                "top 25 %",
                "repeated");
    for (StatsReport.Layer layer : report.perLayer()) {
      table.row(
          Integer.toString(layer.layer()),
          Integer.toString(layer.unused()),
          Units.ratio(layer.evenness()),
          percent(layer.topPercent1()),
          percent(layer.topPercent5()),
          percent(layer.topPercent10()),
          percent(layer.topPercent25()),
          percent(layer.repeatRate()));
    }
    table.print(out);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
