package abruzzi.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.function.Consumer;

/**
 * Writes results for machines: one JSON value and a line break on standard output. Components of
 * records become keys in snake_case; keys of maps stay as they are.
 */
public final class JsonOutput {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Console console;

  /** Writes to the console's standard output. */
  public JsonOutput(Console console) {
    this.console = console;
  }

  /**
   * Reads what another process wrote in this way.
   *
   * @throws JsonProcessingException if the text is not of this type
   */
  public static <T> T parse(String text, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(text, type);
  }

  /**
   * Writes a value.
   *
   * @param value a record, map, list or array of such
   * @throws IllegalArgumentException if it cannot be expressed in JSON
   */
  public void write(Object value) {
    console.out().println(text(value));
  }

  /** Produces the rows of an array, one after the other. */
  @FunctionalInterface
  public interface Rows {
    /** Hands all rows over. */
    void forEach(Consumer<float[]> row);
  }

  /**
   * Writes an object with one array of rows, of which only one is held in memory.
   *
   * @param key name of the array
   */
  public void writeRows(String key, Rows rows) {
    console.out().print("{\"" + key + "\":[");
    boolean[] first = {true};
    rows.forEach(
        row -> {
          console.out().print(first[0] ? "" : ",");
          console.out().print(text(row));
          first[0] = false;
        });
    console.out().println("]}");
  }

  /** The same as text. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "value of " + value.getClass() + ", expected something that JSON can express", e);
    }
  }
}
