package abruzzi.cli.quantize;

import abruzzi.cli.command.TextInput;
import abruzzi.cli.command.WindowOptions;
import abruzzi.cli.console.Console;
import abruzzi.cli.model.VocabularyFile;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.runtime.evaluation.TextWindows;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The text that a model reads before it is quantized. */
final class CalibrationOptions {
  private static final int DEFAULT_WINDOW = 256;
  private static final int BUDGET_WINDOWS = 24;
  private static final int FEEDBACK_WINDOWS = 256;

  @Option(
      names = "--calibration",
      paramLabel = "TEXT",
      description =
          "The text for --budget and --error-feedback, of which windows are read that are spread over"
              + " it: without --windows "
              + BUDGET_WINDOWS
              + " for --budget, not needed once all is measured, and "
              + FEEDBACK_WINDOWS
              + " for --error-feedback.")
  private Path text;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens of a window of that text; ${DEFAULT-VALUE} without this option.")
  private int context = DEFAULT_WINDOW;

  @Mixin private WindowOptions windows;

  void check() {
    windows.check();
  }

  /** The text, or null. */
  Path text() {
    return text;
  }

  /** What {@code --budget} is measured on. */
  TextWindows budgetWindows(Console console, GgufFile file) {
    return windows(console, file, BUDGET_WINDOWS);
  }

  /** What {@code --error-feedback} reads. */
  TextWindows feedbackWindows(Console console, GgufFile file) {
    return windows(console, file, FEEDBACK_WINDOWS);
  }

  private TextWindows windows(Console console, GgufFile file, int usual) {
    int[] ids =
        VocabularyFile.tokenizer(file).encode(TextInput.file(console, text), windows.special());
    return TextWindows.spread(ids, context, windows.mostOr(usual));
  }
}
