package abruzzi.runtime.sensitivity;

import abruzzi.quant.gguf.GgmlType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of a model, in a file of JSON lines that grows by one with each measurement:
 * the first says what it is about, the others have the weight errors of a group for all types, or
 * its loss for one type. A line that a kill cut short is dropped.
 *
 * <p>Threading: one thread at a time; one process at a time.
 */
public final class SensitivityTable {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Path path;
  private final Heading heading;
  private final Map<String, Map<GgmlType, Double>> errors = new HashMap<>();
  private final Map<String, Map<GgmlType, Double>> losses = new HashMap<>();

  /**
   * What a table is about.
   *
   * @param model hash of the model
   * @param importance what is known of the importance of inputs, {@code none} without it
   * @param text hash of the tokens that were read
   * @param context tokens of a window
   * @param windows how many were read
   */
  public record Heading(String model, String importance, String text, int context, int windows) {}

  /**
   * One line.
   *
   * @param type null with errors
   * @param kld mean divergence in nats when the group alone has the type; null with errors
   * @param errors weighted squared errors relative to the weights, by type; null with a loss
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Line(String group, GgmlType type, Double kld, Map<GgmlType, Double> errors) {}

  private SensitivityTable(Path path, Heading heading) {
    this.path = path;
    this.heading = heading;
  }

  /**
   * Reads a file.
   *
   * @return empty if there is none yet
   * @throws IllegalArgumentException if it holds something else
   */
  public static Optional<SensitivityTable> read(Path path) throws IOException {
    if (!Files.exists(path) || Files.size(path) == 0) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(path);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1);
    try {
      SensitivityTable table = new SensitivityTable(path, JSON.readValue(lines[0], Heading.class));
      for (int i = 1; i < lines.length - 1; i++) {
        table.keep(JSON.readValue(lines[i], Line.class));
      }
      if (end < bytes.length) {
        Files.write(path, Arrays.copyOf(bytes, end));
      }
      return Optional.of(table);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          path + ": is no table of sensitivities, or damaged; remove it or name another file", e);
    }
  }

  /** Begins a file. */
  public static SensitivityTable create(Path path, Heading heading) throws IOException {
    Files.writeString(path, JSON.writeValueAsString(heading) + "\n");
    return new SensitivityTable(path, heading);
  }

  /** What it is about. */
  public Heading heading() {
    return heading;
  }

  private void keep(Line line) {
    if (line.errors == null) {
      losses
          .computeIfAbsent(line.group, group -> new EnumMap<>(GgmlType.class))
          .put(line.type, line.kld);
    } else {
      errors.put(line.group, line.errors);
    }
  }

  private void append(Line line) throws IOException {
    Files.writeString(path, JSON.writeValueAsString(line) + "\n", StandardOpenOption.APPEND);
    keep(line);
  }

  void addLoss(String group, GgmlType type, double kld) throws IOException {
    append(new Line(group, type, kld, null));
  }

  void addErrors(String group, Map<GgmlType, Double> byType) throws IOException {
    append(new Line(group, null, null, byType));
  }

  /** Weight errors of a group by type, empty if they are not known. */
  Map<GgmlType, Double> errors(String group) {
    return errors.getOrDefault(group, Map.of());
  }

  /** Measured losses of a group by type. */
  Map<GgmlType, Double> losses(String group) {
    return losses.getOrDefault(group, Map.of());
  }

  /** Whether nothing is missing for these groups. */
  public boolean isComplete(Iterable<TensorGroup> groups) {
    for (TensorGroup group : groups) {
      if (errors(group.name()).isEmpty()
          || !losses(group.name()).keySet().containsAll(Sensitivity.PROBES)) {
        return false;
      }
    }
    return true;
  }

  /** Loss of a group for each type for which there is a weight error. */
  public Map<GgmlType, Double> allLosses(TensorGroup group) {
    Map<GgmlType, Double> known = errors(group.name());
    Map<Double, Double> points = new HashMap<>();
    losses(group.name()).forEach((type, loss) -> points.put(known.get(type), loss));
    LossCurve curve = new LossCurve(points);
    Map<GgmlType, Double> all = new EnumMap<>(GgmlType.class);
    known.forEach(
        (type, error) -> all.put(type, losses(group.name()).getOrDefault(type, curve.loss(error))));
    return all;
  }
}
