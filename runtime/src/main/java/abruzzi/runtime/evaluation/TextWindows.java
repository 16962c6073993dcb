package abruzzi.runtime.evaluation;

import java.util.Arrays;

/**
 * A text cut into windows of equal length. Each is fed into an empty context and the second half of
 * its tokens is scored, so that every scored token has at least half a window before it; that is
 * how reference tools do it.
 *
 * @param ids the text
 * @param windowTokens tokens per window, at least 4
 * @param count windows that are evaluated, at least 1
 */
public record TextWindows(int[] ids, int windowTokens, int count) {
  private static final int FEWEST_TOKENS = 4;

  /** Checks the length of a window. */
  public static void checkLength(int windowTokens) {
    if (windowTokens < FEWEST_TOKENS) {
      throw new IllegalArgumentException("context=" + windowTokens + ", expected at least 4");
    }
  }

  /**
   * The windows of a text.
   *
   * @param most how many to evaluate at most
   * @throws IllegalArgumentException if the text has not even one
   */
  public static TextWindows of(int[] ids, int windowTokens, int most) {
    checkLength(windowTokens);
    int count = Math.min(ids.length / windowTokens, most);
    if (count < 1) {
      throw new IllegalArgumentException(
          "the text has "
              + ids.length
              + " tokens, expected at least one window of "
              + windowTokens
              + "; use a longer text or a smaller --context");
    }
    return new TextWindows(ids, windowTokens, count);
  }

  /**
   * Windows that are evenly spread over a text.
   *
   * @param most how many to take at most
   * @throws IllegalArgumentException if the text has not even one
   */
  public static TextWindows spread(int[] ids, int windowTokens, int most) {
    TextWindows all = of(ids, windowTokens, Integer.MAX_VALUE);
    int count = Math.min(all.count, most);
    int[] taken = new int[count * windowTokens];
    for (int i = 0; i < count; i++) {
      int window = Math.toIntExact((long) i * all.count / count);
      System.arraycopy(ids, window * windowTokens, taken, i * windowTokens, windowTokens);
    }
    return new TextWindows(taken, windowTokens, count);
  }

  /** The tokens of a window, counted from 0. */
  public int[] window(int index) {
    return Arrays.copyOfRange(ids, index * windowTokens, (index + 1) * windowTokens);
  }

  /** Index inside of a window of the first token whose prediction of the next one is scored. */
  public int firstScored() {
    return windowTokens / 2;
  }

  /** Predictions scored in each window. */
  public int scoredTokens() {
    return windowTokens - 1 - firstScored();
  }
}
