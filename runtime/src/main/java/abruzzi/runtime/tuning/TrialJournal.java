package abruzzi.runtime.tuning;

import abruzzi.runtime.tuning.ModelTrials.Lengths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Measurements in a file, one in each line, so that a search which was broken off goes on where it
 * was: asked in the same order, the journal answers from the file first and measures then.
 *
 * <p>A search asks for the same again as long as it starts in the same way, which the first line
 * tells.
 */
final class TrialJournal implements Trials<RunSettings> {
  private final Path file;
  private final Trials<RunSettings> live;
  private final Deque<Line> recorded = new ArrayDeque<>();
  private Optional<Heading> heading = Optional.empty();

  /**
   * What measurements belong to.
   *
   * @param start where the search began
   * @param space what it chose from
   * @param lengths how much was measured at a time
   */
  record Heading(RunSettings start, SettingsSpace space, Lengths lengths) {}

  private record Line(RunSettings settings, SpeedSample speed) {}

  /**
   * Opens a journal.
   *
   * @param file need not exist; damaged lines at its end are dropped
   */
  TrialJournal(Path file, Trials<RunSettings> live) throws IOException {
    this.file = file;
    this.live = live;
    if (Files.exists(file)) {
      read(Files.readAllLines(file));
    }
  }

  private void read(List<String> lines) {
    heading = lines.isEmpty() ? Optional.empty() : TuningJson.line(lines.get(0), Heading.class);
    for (int i = 1; i < lines.size(); i++) {
      Optional<Line> line = TuningJson.line(lines.get(i), Line.class);
      if (line.isEmpty()) {
        return;
      }
      recorded.add(line.get());
    }
  }

  /** What the measurements in the file belong to; nothing when there are none. */
  Optional<Heading> heading() {
    return heading;
  }

  /** Measurements that need not be taken again. */
  int size() {
    return recorded.size();
  }

  /** Forgets all measurements and begins with others. */
  void begin(Heading next) throws IOException {
    recorded.clear();
    heading = Optional.of(next);
    Files.createDirectories(file.getParent());
    Files.writeString(file, TuningJson.text(next) + "\n");
  }

  @Override
  public SpeedSample measure(RunSettings settings) {
    if (!recorded.isEmpty()) {
      Line line = recorded.remove();
      if (line.settings().equals(settings)) {
        return line.speed();
      }
      recorded.clear(); // another version of the program has searched in another order
    }
    SpeedSample speed = live.measure(settings);
    try {
      Files.writeString(
          file, TuningJson.text(new Line(settings, speed)) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return speed;
  }

  /** Forgets everything: the search is over. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
