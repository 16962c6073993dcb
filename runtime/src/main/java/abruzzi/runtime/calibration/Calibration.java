package abruzzi.runtime.calibration;

import abruzzi.dense.KvCacheType;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.ProductOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A model of which the inputs of all matrices are recorded while it reads text.
 *
 * <p>It computes on the processors, from the weights as they lie in the file. Threading: one thread
 * at a time.
 */
public final class Calibration implements AutoCloseable {
  private final KimiModel model;
  private final int windowTokens;
  private InputRecorder recorder;
  private long windows;

  /**
   * Opens a model.
   *
   * @param windowTokens the text is read in windows of so many tokens, each from an empty context
   * @throws IllegalArgumentException if the model does not have such windows
   */
  public Calibration(Path path, int threads, int windowTokens) {
    if (windowTokens < 1) {
      throw new IllegalArgumentException("context=" + windowTokens + ", expected at least 1");
    }
    this.windowTokens = windowTokens;
    LoadOptions options =
        LoadOptions.threads(threads)
            .withProducts(ProductOptions.observed(file -> recorder = new InputRecorder(file)));
    model = KimiModel.open(path, options);
  }

  /** The model. */
  public KimiModel model() {
    return model;
  }

  /** Whole windows in so many tokens, at most {@code most}. */
  public int windows(int tokens, int most) {
    return Math.min(tokens / windowTokens, most);
  }

  /**
   * Reads a text; what does not fill a window is left out.
   *
   * @param done is told how many windows are done
   * @throws IllegalArgumentException if the text has not even one window
   */
  public void read(int[] ids, int mostWindows, IntConsumer done) {
    int count = windows(ids.length, mostWindows);
    if (count < 1) {
      throw new IllegalArgumentException(
          "the text has "
              + ids.length
              + " tokens, expected at least one window of "
              + windowTokens
              + "; use a longer text or a smaller --context");
    }
    SessionOptions options =
        SessionOptions.defaults().withContext(windowTokens).withCache(KvCacheType.F32);
    try (Session session = Session.open(model, options)) {
      for (int w = 0; w < count; w++) {
        session.truncate(0);
        int[] window = Arrays.copyOfRange(ids, w * windowTokens, (w + 1) * windowTokens);
        session.feedAll(window, 0, (index, logits, offset) -> {});
        windows++;
        done.accept(w + 1);
      }
    }
  }

  /**
   * What was recorded so far.
   *
   * @param dataset name of the text
   */
  public ImportanceMatrix result(String dataset) {
    return new ImportanceMatrix(List.of(dataset), windows, windowTokens, recorder.recorded());
  }

  @Override
  public void close() {
    model.close();
  }
}
