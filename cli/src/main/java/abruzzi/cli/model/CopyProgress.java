package abruzzi.cli.model;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.runtime.model.WeightCopying;
import java.nio.file.Path;

/** Shows how far the copying of a model's weights has come. */
final class CopyProgress implements WeightCopying, AutoCloseable {
  private final Console console;
  private final RepackChoice choice;
  private final long plannedBytes;
  private final String task;
  private final Runnable beforeBar;
  private Progress progress;

  CopyProgress(
      Console console, RepackChoice choice, long plannedBytes, Path model, Runnable beforeBar) {
    this.console = console;
    this.choice = choice;
    this.plannedBytes = plannedBytes;
    this.task = "Loading " + model.getFileName();
    this.beforeBar = beforeBar;
  }

  @Override
  public long mostBytes(long modelBytes, boolean repacked) {
    long most = choice.bytes(modelBytes, repacked, plannedBytes);
    if (most > 0) {
      beforeBar.run();
      long total = Math.min(most, modelBytes);
      progress = Progress.start(console, task, Progress.Unit.BYTES, total);
    }
    return most;
  }

  @Override
  public void copied(long bytes) {
    progress.add(bytes);
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
