package abruzzi.profiles;

import java.util.List;

/** Checks of the values of a profile; each throws {@code name=value, expected …}. */
final class Expect {
  private Expect() {}

  static String text(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + "=" + value + ", expected some text");
    }
    return value;
  }

  static void atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + "=" + value + ", expected at least " + least);
    }
  }

  /** Zero stands for a value that nobody knows. */
  static void rate(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + "=" + value + ", expected a number above 0, or 0 where it is not known");
    }
  }

  static <T> T present(String name, T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + "=null, expected a value");
    }
    return value;
  }

  static <T> List<T> list(String name, List<T> values) {
    if (values == null) {
      return List.of();
    }
    values.forEach(value -> present(name, value));
    return List.copyOf(values);
  }
}
