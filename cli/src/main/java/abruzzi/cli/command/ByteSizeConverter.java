package abruzzi.cli.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a number of bytes, as in {@code 40GiB}, {@code 3.2MiB}, {@code 500 MB} or {@code 1000000}.
 */
public final class ByteSizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?(?:([kmgt])(i?)b?)?");

  /** Whether a text is a number of bytes. */
  public static boolean isSize(String text) {
    return SIZE.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new TypeConversionException("'" + text + "', expected a size as in 40GiB");
    }
    int power = size.group(2) == null ? 0 : "kmgt".indexOf(size.group(2)) + 1;
    BigDecimal unit = BigDecimal.valueOf("i".equals(size.group(3)) ? 1024 : 1000);
    return new BigDecimal(size.group(1)).multiply(unit.pow(power)).longValue();
  }
}
