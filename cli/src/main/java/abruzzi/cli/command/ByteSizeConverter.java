package abruzzi.cli.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes, as in {@code 40GiB}, {@code 500 MB} or {@code 1000000}. */
final class ByteSizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}) ?(?:([kmgt])(i?)b?)?");

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new TypeConversionException("'" + text + "', expected a size as in 40GiB");
    }
    int power = size.group(2) == null ? 0 : "kmgt".indexOf(size.group(2)) + 1;
    long unit = "i".equals(size.group(3)) ? 1024 : 1000;
    long bytes = Long.parseLong(size.group(1));
    for (int i = 0; i < power; i++) {
      bytes = Math.multiplyExact(bytes, unit);
    }
    return bytes;
  }
}
