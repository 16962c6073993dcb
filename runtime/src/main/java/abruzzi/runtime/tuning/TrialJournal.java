package abruzzi.runtime.tuning;

import abruzzi.runtime.tuning.ModelTrials.Lengths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rounds in a file, one in each line, so that a search which was broken off goes on where it was:
 * the journal answers from the file what it was asked before, and measures the rest.
 */
final class TrialJournal implements Rounds<RunSettings> {
  private final Path file;
  private final Rounds<RunSettings> live;
  private final Map<Question, Deque<Line>> recorded = new HashMap<>();
  private Optional<Heading> heading = Optional.empty();
  private int size;

  /**
   * What measurements belong to.
   *
   * @param start where the search began
   * @param space what it chose from
   * @param lengths how much was measured at a time
   */
  record Heading(RunSettings start, SettingsSpace space, Lengths lengths) {}

  private record Question(String dimension, RunSettings best) {}

  private record Line(
      String dimension, RunSettings best, List<RunSettings> order, List<SpeedSample> speeds) {}

  /**
   * Opens a journal.
   *
   * @param file need not exist; damaged lines at its end are dropped
   */
  TrialJournal(Path file, Rounds<RunSettings> live) throws IOException {
    this.file = file;
    this.live = live;
    if (Files.exists(file)) {
      read(Files.readAllLines(file));
    }
  }

  private void read(List<String> lines) throws IOException {
    heading = lines.isEmpty() ? Optional.empty() : TuningJson.line(lines.get(0), Heading.class);
    List<String> sound = new ArrayList<>();
    for (String text : lines) {
      Optional<Line> line = sound.isEmpty() ? Optional.empty() : TuningJson.line(text, Line.class);
      if (!sound.isEmpty() && line.filter(TrialJournal::sound).isEmpty()) {
        break;
      }
      line.ifPresent(this::add);
      sound.add(text);
    }
    if (sound.size() < lines.size()) {
      Files.write(file, sound);
    }
  }

  private static boolean sound(Line line) {
    return line.order() != null
        && line.speeds() != null
        && line.order().size() == line.speeds().size();
  }

  private void add(Line line) {
    Question question = new Question(line.dimension(), line.best());
    recorded.computeIfAbsent(question, q -> new ArrayDeque<>()).add(line);
    size += line.speeds().size();
  }

  /** What the measurements in the file belong to; nothing when there are none. */
  Optional<Heading> heading() {
    return heading;
  }

  /** Measurements in the file that need not be taken again. */
  int size() {
    return size;
  }

  /** Forgets all measurements and begins with others. */
  void begin(Heading next) throws IOException {
    recorded.clear();
    size = 0;
    heading = Optional.of(next);
    Files.createDirectories(file.getParent());
    Files.writeString(file, TuningJson.text(next) + "\n");
  }

  @Override
  public List<SpeedSample> measure(
      Dimension<RunSettings> dimension, RunSettings best, List<RunSettings> order) {
    if (isRecorded(dimension, best, order)) {
      return recorded.get(new Question(dimension.name(), best)).remove().speeds();
    }
    recorded.remove(new Question(dimension.name(), best)); // they were taken in another order
    List<SpeedSample> speeds = live.measure(dimension, best, order);
    Line line = new Line(dimension.name(), best, order, speeds);
    try {
      Files.writeString(file, TuningJson.text(line) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return speeds;
  }

  @Override
  public long expectedNanos(
      Dimension<RunSettings> dimension, RunSettings best, List<RunSettings> order) {
    return isRecorded(dimension, best, order) ? 0 : live.expectedNanos(dimension, best, order);
  }

  private boolean isRecorded(
      Dimension<RunSettings> dimension, RunSettings best, List<RunSettings> order) {
    Deque<Line> lines = recorded.get(new Question(dimension.name(), best));
    return lines != null && !lines.isEmpty() && lines.peek().order().equals(order);
  }

  /** Forgets everything: the search is over. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
