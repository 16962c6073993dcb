package abruzzi.planner.statistics;

import java.nio.file.Path;

/** A file that should hold router statistics holds something else; the message is for users. */
public final class StatisticsFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Names the file and what is wrong with it. */
  public StatisticsFormatException(Path file, String reason) {
    super(file + ": no router statistics of this model: " + reason + "; remove the file");
  }
}
