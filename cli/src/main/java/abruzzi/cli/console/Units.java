package abruzzi.cli.console;

import java.util.Locale;

/** Numbers with units, for people: three significant digits or so, the same in every locale. */
public final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final String[] DECIMAL = {"", " K", " M", " G", " T", " P", " E"};

  private Units() {}

  /** A size in powers of 1024, as in {@code 12.3 GiB}; exact below 1 KiB. */
  public static String bytes(long bytes) {
    return bytes < 1024 ? bytes + " B" : scaled(bytes, 1024, BINARY, " ");
  }

  /** A count in powers of 1000, as in {@code 1.03 T}; exact below 1000. */
  public static String count(long count) {
    return count < 1000 ? Long.toString(count) : scaled(count, 1000, DECIMAL, "");
  }

  /** A ratio with two decimals. */
  public static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** A part of a whole, as in {@code 98.9 %}. */
  public static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0 : 100.0 * part / whole);
  }

  /** A number with three significant digits or so. */
  public static String number(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A number in thousands of millions, without a unit. */
  public static String giga(double value) {
    return number(value / 1e9);
  }

  private static String scaled(long value, int base, String[] units, String gap) {
    double scaled = value;
    int unit = 0;
    while (scaled >= base - 0.5 && unit < units.length - 1) {
      scaled /= base;
      unit++;
    }
    return number(scaled) + gap + units[unit];
  }
}
