package abruzzi.cli.model;

import abruzzi.planner.speed.CorrectionFit;
import abruzzi.planner.speed.HostCorrection;
import abruzzi.planner.speed.MeasuredRun;
import abruzzi.profiles.ProfileStore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured on a machine beside what had been predicted, kept beside its profile: one JSON
 * object in each line, the newest last. A damaged line is passed over.
 *
 * @param file need not exist
 */
public record RunLog(Path file) {
  private static final String SUFFIX = ".runs.jsonl";
  private static final int MOST_LINES = 500;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * A line.
   *
   * @param date day of the run
   * @param model name of the model
   * @param weightBytes its size
   * @param threads threads that computed
   * @param copies whether its weights were copied into memory
   * @param depthTokens tokens in the context, on average
   * @param promptTokens tokens of the prompt
   * @param run the times
   */
  public record Entry(
      String date,
      String model,
      long weightBytes,
      int threads,
      boolean copies,
      int depthTokens,
      int promptTokens,
      MeasuredRun run) {
    private String key() {
      return model + "/" + weightBytes + "/" + threads + "/" + copies;
    }
  }

  /** The log of a profile. */
  public static RunLog of(ProfileStore store, String profile) {
    return new RunLog(store.folder().resolve(profile + SUFFIX));
  }

  /** All lines that can be read. */
  List<Entry> entries() throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(RunLog::parse).flatMap(Optional::stream).toList()
        : List.of();
  }

  /** Nothing of a line that was being written when the machine went down. */
  private static Optional<Entry> parse(String line) {
    try {
      return Optional.of(MAPPER.readValue(line, Entry.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Adds a line; the oldest go when there are many. */
  void add(Entry entry) throws IOException {
    Files.createDirectories(file.getParent());
    String line = MAPPER.writeValueAsString(entry) + "\n";
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.size() < MOST_LINES) {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      List<String> newest = lines.subList(lines.size() - MOST_LINES / 2, lines.size());
      Files.writeString(file, String.join("\n", newest) + "\n" + line);
    }
  }

  /** What the latest run of each model taught. */
  public HostCorrection correction() throws IOException {
    Map<String, MeasuredRun> latest = new LinkedHashMap<>();
    for (Entry entry : entries()) {
      if (entry.run() != null && entry.run().decodeMs() > 0) {
        latest.put(entry.key(), entry.run());
      }
    }
    return CorrectionFit.of(List.copyOf(latest.values()));
  }
}
