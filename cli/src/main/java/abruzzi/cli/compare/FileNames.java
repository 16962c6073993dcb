package abruzzi.cli.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What files are called in a report: their names without ending, or paths where those are alike.
 */
final class FileNames {
  private static final Pattern ENDING = Pattern.compile("(-\\d{5}-of-\\d{5})?\\.(gguf|txt)$");

  private FileNames() {}

  /** The names of some files. */
  static List<String> of(List<Path> files) {
    List<String> names = files.stream().map(f -> shorten(f.getFileName().toString())).toList();
    List<String> unique = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean alone = Collections.frequency(names, names.get(i)) == 1;
      unique.add(alone ? names.get(i) : shorten(files.get(i).toString()));
    }
    return unique;
  }

  private static String shorten(String name) {
    return ENDING.matcher(name).replaceFirst("");
  }
}
