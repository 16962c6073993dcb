package abruzzi.dense.choice;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user wants.
 *
 * @param kind which devices come into question
 * @param number of the device among them, the best when absent
 */
public record DeviceChoice(Kind kind, OptionalInt number) implements DeviceSource {
  /** The processors. */
  public static final DeviceChoice OFF = new DeviceChoice(Kind.OFF, OptionalInt.empty());

  /** A graphics card if there is one. */
  public static final DeviceChoice AUTO = new DeviceChoice(Kind.AUTO, OptionalInt.empty());

  private static final Pattern TEXT = Pattern.compile("(auto|off)|(cuda|opencl)(?::(\\d{1,3}))?");

  /** Which devices come into question. */
  public enum Kind {
    /** A graphics processor if there is one, else the processors. */
    AUTO,
    /** The processors. */
    OFF,
    /** An NVIDIA card, spoken to by its driver. */
    CUDA,
    /** Any OpenCL device, also one that is the processors. */
    OPENCL
  }

  /**
   * Reads {@code auto}, {@code off}, {@code cuda[:N]} or {@code opencl[:N]}.
   *
   * @throws IllegalArgumentException for other texts
   */
  public static DeviceChoice parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected auto, off, cuda[:N] or opencl[:N] but was '" + text + "'");
    }
    OptionalInt number =
        matcher.group(3) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(matcher.group(3)));
    Kind kind =
        switch (text.substring(0, 2)) {
          case "au" -> Kind.AUTO;
          case "of" -> Kind.OFF;
          case "cu" -> Kind.CUDA;
          default -> Kind.OPENCL;
        };
    return new DeviceChoice(kind, number);
  }

  @Override
  public DeviceSearch find() {
    return DeviceSearch.run(this);
  }

  @Override
  public boolean mayFallBack() {
    return kind == Kind.AUTO;
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return number.isPresent() ? name + ":" + number.getAsInt() : name;
  }
}
