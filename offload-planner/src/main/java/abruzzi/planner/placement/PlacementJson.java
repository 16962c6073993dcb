package abruzzi.planner.placement;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Placements as JSON: components of records are keys in snake_case. Keys that are not known are
 * passed over.
 *
 * <p>Threading: may be shared.
 */
public final class PlacementJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Writes a placement. */
  public byte[] write(Placement placement) throws IOException {
    return (mapper.writeValueAsString(placement) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a placement.
   *
   * @param where what messages call the source
   * @throws IllegalArgumentException if it is damaged
   */
  public Placement read(String where, byte[] json) throws IOException {
    try {
      Placement placement = mapper.readValue(json, Placement.class);
      if (placement == null || placement.model() == null || placement.ram() == null) {
        throw new IllegalArgumentException(where + ": no plan, expected what plan --json writes");
      }
      return placement;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          where + ": no plan, " + e.getOriginalMessage().lines().findFirst().orElse("damaged"), e);
    }
  }
}
