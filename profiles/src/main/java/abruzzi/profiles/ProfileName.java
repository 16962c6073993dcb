package abruzzi.profiles;

import java.util.regex.Pattern;

/** Names of profiles, which are names of files as well. */
final class ProfileName {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private ProfileName() {}

  static void check(String name) {
    if (name == null || !VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name=" + name + ", expected up to 100 letters, digits, dots, dashes and underscores");
    }
  }
}
