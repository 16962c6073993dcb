package abruzzi.cli.quantize;

import abruzzi.cli.command.ByteSizeConverter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for types that are chosen for a size. */
final class BudgetOptions {
  private static final int DEFAULT_WINDOW = 256;
  private static final int DEFAULT_WINDOWS = 24;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--budget",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description =
          "Largest size of the file, as in 240GiB: each group of tensors gets the type with which"
              + " the predictions of all change least.")
  private Long bytes;

  @Option(
      names = "--sensitivity",
      paramLabel = "FILE",
      description =
          "Where measurements for --budget are kept; those that it has are not made again.")
  private Path table;

  @Option(
      names = "--calibration",
      paramLabel = "TEXT",
      description = "The text to measure on; not needed once all is measured.")
  private Path text;

  @Option(
      names = "--special",
      description = "In that text, the text of special tokens stands for these tokens.")
  private boolean special;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens of a window of that text; ${DEFAULT-VALUE} without this option.")
  private int context = DEFAULT_WINDOW;

  @Option(
      names = "--windows",
      paramLabel = "N",
      description =
          "Most windows to read, evenly spread over the text; ${DEFAULT-VALUE} without this option.")
  private int windows = DEFAULT_WINDOWS;

  boolean requested() {
    return bytes != null;
  }

  /**
   * Fails if the options do not go together.
   *
   * @param reference whether tensors are rounded by fixed rules
   */
  void check(boolean reference) {
    if (!requested() && (table != null || text != null)) {
      throw wrong("--sensitivity and --calibration belong to --budget");
    }
    if (requested() && table == null) {
      throw wrong("--budget needs --sensitivity FILE, the file that keeps what is measured");
    }
    if (requested() && reference) {
      throw wrong("--budget and --reference exclude each other");
    }
    if (windows < 1) {
      throw wrong("--windows=" + windows + ", expected at least 1");
    }
  }

  long bytes() {
    return bytes;
  }

  Path table() {
    return table;
  }

  /** The text, or null. */
  Path text() {
    return text;
  }

  boolean special() {
    return special;
  }

  int context() {
    return context;
  }

  int windows() {
    return windows;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
