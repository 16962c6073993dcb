package abruzzi.profiles;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * Where the figures of a part come from.
 *
 * @param kind how they were found
 * @param source what measured them, or what an estimate rests on
 * @param date day of that, as in {@code 2026-11-22}
 */
public record Origin(Kind kind, String source, String date) {
  /** How figures are found. */
  public enum Kind {
    /** The operating system or a driver says so. */
    @JsonProperty("probed")
    PROBED,
    /** Measured on the machine itself. */
    @JsonProperty("measured")
    MEASURED,
    /** Worked out from data sheets or from what others measured. */
    @JsonProperty("estimate")
    ESTIMATE
  }

  /** Checks that all is there. */
  public Origin {
    Expect.present("origin.kind", kind);
    Expect.text("origin.source", source);
    Expect.text("origin.date", date);
    try {
      LocalDate.parse(date);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "origin.date=" + date + ", expected a day such as 2026-11-22", e);
    }
  }

  /** What the operating system says today. */
  public static Origin probed(String source, LocalDate day) {
    return new Origin(Kind.PROBED, source, day.toString());
  }

  /** What was measured on a day. */
  public static Origin measured(String source, LocalDate day) {
    return new Origin(Kind.MEASURED, source, day.toString());
  }

  /** A line for people, as in {@code measured 2026-11-22 by abruzzi profile measure}. */
  public String line() {
    return switch (kind) {
      case PROBED -> "looked up " + date + " by " + source;
      case MEASURED -> "measured " + date + " by " + source;
      case ESTIMATE -> "estimate of " + date + ": " + source;
    };
  }
}
