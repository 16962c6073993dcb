package abruzzi.profiles;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Profiles as JSON that people can read and edit: components of records are keys in snake_case,
 * each value's unit is in its key. Keys that are not known are passed over, so that older versions
 * read the files of newer ones.
 *
 * <p>Threading: may be shared.
 */
public final class ProfileJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * Reads a profile.
   *
   * @param where what messages call the source
   * @throws ProfileFormatException if it is damaged
   * @throws IOException if it cannot be read
   */
  public HardwareProfile read(String where, InputStream json) throws IOException {
    try {
      HardwareProfile profile = mapper.readValue(json, HardwareProfile.class);
      if (profile == null) {
        throw new ProfileFormatException(where, "it holds null", null);
      }
      return profile;
    } catch (JacksonException e) {
      throw new ProfileFormatException(where, reason(e), e);
    }
  }

  /** Writes a profile. */
  public byte[] write(HardwareProfile profile) throws IOException {
    return (mapper.writeValueAsString(profile) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(JacksonException failure) {
    Throwable cause = failure.getCause();
    String what =
        cause instanceof IllegalArgumentException
            ? cause.getMessage()
            : failure.getOriginalMessage();
    JsonLocation at = failure.getLocation();
    return what.lines().findFirst().orElse("damaged")
        + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
        + (failure instanceof JsonMappingException mapping ? path(mapping) : "");
  }

  private static String path(JsonMappingException failure) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : failure.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "" : " in " + path;
  }
}
