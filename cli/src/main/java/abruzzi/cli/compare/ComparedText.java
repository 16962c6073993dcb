package abruzzi.cli.compare;

import abruzzi.cli.compare.CompareReport.Text;
import abruzzi.runtime.evaluation.TextWindows;
import java.util.Arrays;

/**
 * A text of a comparison, tokenized once for all models.
 *
 * @param name what it is called in the report
 * @param windows its windows
 */
record ComparedText(String name, TextWindows windows) {
  Text facts() {
    return new Text(
        name, windows.ids().length, windows.count(), windows.count() * windows.scoredTokens());
  }

  /** Stands for the tokens that are evaluated, and how. */
  String key() {
    int evaluated = windows.count() * windows.windowTokens();
    int[] ids = Arrays.copyOf(windows.ids(), evaluated);
    return windows.windowTokens() + " " + Arrays.toString(ids);
  }
}
