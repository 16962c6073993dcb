package abruzzi.runtime.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The predictions of a base model for the windows of a text, in a file: other models are measured
 * against them. A file that is not complete is continued.
 *
 * <p>Threading: one thread at a time; one process at a time.
 */
public final class BaseLogits implements AutoCloseable {
  private static final String KIND = "logits";

  private final WindowLog log;
  private final int vocabulary;
  private final int windowTokens;

  private BaseLogits(WindowLog log, int vocabulary, int windowTokens) {
    this.log = log;
    this.vocabulary = vocabulary;
    this.windowTokens = windowTokens;
  }

  /**
   * Opens a file to be filled, or makes it.
   *
   * @param model hash of the base model
   * @throws IllegalArgumentException if the file is about another model or other windows
   */
  public static BaseLogits openOrCreate(Path path, String model, int vocabulary, int windowTokens)
      throws IOException {
    String title =
        String.join(" ", KIND, model, Integer.toString(vocabulary), Integer.toString(windowTokens));
    WindowLog log = WindowLog.openOrCreate(path, title);
    if (!log.title().equals(title)) {
      log.close();
      throw new IllegalArgumentException(
          path + ": holds logits of another model, or of windows of another length; remove it");
    }
    return new BaseLogits(log, vocabulary, windowTokens);
  }

  /**
   * Opens a file to compare with.
   *
   * @throws IllegalArgumentException if it holds something else
   */
  public static BaseLogits open(Path path) throws IOException {
    WindowLog log = WindowLog.open(path);
    List<String> title = List.of(log.title().split(" ", -1));
    if (!title.get(0).equals(KIND) || title.size() != 4) {
      log.close();
      throw new IllegalArgumentException(path + ": holds no logits of a base model");
    }
    return new BaseLogits(log, Integer.parseInt(title.get(2)), Integer.parseInt(title.get(3)));
  }

  /** Number of windows that the file holds. */
  public int windows() {
    return log.records();
  }

  /**
   * Checks that the file is about windows of this length and a vocabulary of this size.
   *
   * @throws IllegalArgumentException if it is not
   */
  void checkFits(TextWindows text, int otherVocabulary) {
    if (otherVocabulary != vocabulary) {
      throw new IllegalArgumentException(
          "%s: the base model has a vocabulary of %d tokens, this model one of %d; only models of the same vocabulary can be compared"
              .formatted(log.path(), vocabulary, otherVocabulary));
    }
    if (text.windowTokens() != windowTokens) {
      throw new IllegalArgumentException(
          "%s: holds windows of %d tokens, expected %d; use the same --context"
              .formatted(log.path(), windowTokens, text.windowTokens()));
    }
  }

  /** The predictions for a window of a text. */
  BaseWindow read(TextWindows text, int index) throws IOException {
    if (index >= windows()) {
      throw new IllegalArgumentException(
          "%s: holds %d windows, expected %d; write it again with as many"
              .formatted(log.path(), windows(), text.count()));
    }
    BaseWindow window = BaseWindow.read(log.read(index), text.scoredTokens(), vocabulary);
    if (!window.isOf(text.window(index))) {
      throw new IllegalArgumentException(
          log.path() + ": was made from another text; give the text that it was made from");
    }
    return window;
  }

  void append(BaseWindow window) throws IOException {
    log.append(window.toBytes());
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
