package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.Units;
import abruzzi.cli.model.TunedNotice;
import abruzzi.runtime.tuning.HalvingSearch;
import abruzzi.runtime.tuning.RunSettings;
import java.util.concurrent.TimeUnit;

/** Shows on standard error how far tuning has come: a line for each thing that is decided. */
final class TuneProgress implements HalvingSearch.Follower<RunSettings>, AutoCloseable {
  private final Console console;
  private final long totalSeconds;
  private final long startNanos = System.nanoTime();
  private Progress bar;

  TuneProgress(Console console, long nanos) {
    this.console = console;
    totalSeconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    bar = bar();
  }

  private Progress bar() {
    return Progress.start(console, "Tuning, seconds", Progress.Unit.STEPS, totalSeconds);
  }

  @Override
  public void round(String dimension, int settings) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    bar.to(Math.min(seconds, totalSeconds));
    bar.remark(dimension + ", " + settings + " left");
  }

  @Override
  public void decided(String dimension, RunSettings before, RunSettings after, double factor) {
    bar.close();
    console
        .err()
        .println(
            after.equals(before)
                ? dimension + ": nothing better"
                : "%s: %s times as fast with %s"
                    .formatted(dimension, Units.ratio(factor), TunedNotice.text(after)));
    bar = bar();
  }

  @Override
  public void close() {
    bar.close();
  }
}
