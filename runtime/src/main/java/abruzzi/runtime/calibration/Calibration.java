package abruzzi.runtime.calibration;

import abruzzi.dense.KvCacheType;
import abruzzi.experts.WorkerPool;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputSums;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.ProductOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A model of which sums over the inputs of matrices are recorded while it reads text.
 *
 * <p>It computes on the processors, from the weights as they lie in the file. Threading: one thread
 * at a time.
 */
public final class Calibration<S extends InputSums> implements AutoCloseable {
  private final KimiModel model;
  private final int windowTokens;
  private final int threads;
  private InputRecorder<S> recorder;
  private long windows;

  /**
   * Opens a model.
   *
   * @param windowTokens the text is read in windows of so many tokens, each from an empty context
   * @param wanted new sums for the inputs of a tensor, or empty
   * @throws IllegalArgumentException if the model does not have such windows
   */
  public Calibration(
      Path path, int threads, int windowTokens, Function<TensorInfo, Optional<S>> wanted) {
    if (windowTokens < 1) {
      throw new IllegalArgumentException("context=" + windowTokens + ", expected at least 1");
    }
    this.windowTokens = windowTokens;
    this.threads = threads;
    LoadOptions options =
        LoadOptions.threads(threads)
            .withProducts(
                ProductOptions.observed(file -> recorder = new InputRecorder<>(file, wanted)));
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
    try (Session session = Session.open(model, options);
        WorkerPool workers = new WorkerPool(threads)) {
      for (int w = 0; w < count; w++) {
        session.truncate(0);
        int[] window = Arrays.copyOfRange(ids, w * windowTokens, (w + 1) * windowTokens);
        session.feedAll(window, 0, (index, logits, offset) -> {});
        recorder.endWindow(workers);
        windows++;
        done.accept(w + 1);
      }
    }
  }

  /** Windows read so far. */
  public long windowsRead() {
    return windows;
  }

  /** What was recorded so far, by tensor; those without any input are left out. */
  public Map<String, S> recorded() {
    return recorder.recorded();
  }

  @Override
  public void close() {
    model.close();
  }
}
