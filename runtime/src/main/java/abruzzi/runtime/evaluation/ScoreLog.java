package abruzzi.runtime.evaluation;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The scores of a model, window by window, in a file, so that an evaluation that was broken off is
 * continued where it stopped.
 *
 * <p>Threading: one thread at a time; one process at a time.
 */
public final class ScoreLog implements AutoCloseable {
  private static final String KIND = "scores ";

  private final WindowLog log;

  private ScoreLog(WindowLog log) {
    this.log = log;
  }

  /**
   * Opens a file to be continued, or makes it.
   *
   * @param about what is evaluated: models, text, settings
   * @throws IllegalArgumentException if the file is about something else
   */
  public static ScoreLog openOrCreate(Path path, String about) throws IOException {
    WindowLog log = WindowLog.openOrCreate(path, KIND + about);
    if (!log.title().equals(KIND + about)) {
      log.close();
      throw new IllegalArgumentException(path + ": holds scores of something else; remove it");
    }
    return new ScoreLog(log);
  }

  /** Number of windows that were scored. */
  public int windows() {
    return log.records();
  }

  WindowScores read(int index) throws IOException {
    return WindowScores.read(log.read(index));
  }

  void append(WindowScores scores) throws IOException {
    log.append(scores.toBytes());
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
