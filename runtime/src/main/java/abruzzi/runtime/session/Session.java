package abruzzi.runtime.session;

import abruzzi.dense.DenseSequence;
import abruzzi.dense.RoutedBatch;
import abruzzi.planner.statistics.RoutingRecorder;
import abruzzi.runtime.model.KimiModel;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * A context: the tokens fed so far and what the model keeps of them.
 *
 * <p>Tokens are fed in order; {@link #truncate} takes the context back to an earlier position, so
 * that a conversation that shares a prefix with the last one need not be computed again.
 *
 * <p>Threading: one thread at a time. Different sessions of one model may run on different threads.
 */
public final class Session implements AutoCloseable {
  private final KimiModel model;
  private final DenseSequence sequence;
  private final int contextTokens;
  private final int batchTokens;
  private final float[] expertSums;
  private final float[] lastLogits;
  private int[] tokens = new int[64];
  private int position;
  private RoutingRecorder recorder;

  private Session(KimiModel model, DenseSequence sequence, int contextTokens, int batchTokens) {
    this.model = model;
    this.sequence = sequence;
    this.contextTokens = contextTokens;
    this.batchTokens = batchTokens;
    expertSums = new float[batchTokens * model.config().hidden()];
    lastLogits = new float[model.config().vocabulary()];
  }

  /**
   * Opens a session with an empty context.
   *
   * @param model stays open longer than the session
   * @throws IllegalArgumentException if the options do not fit the model
   */
  public static Session open(KimiModel model, SessionOptions options) {
    int most = model.config().contextLength();
    int context = options.contextTokens().orElse(most);
    if (context > most) {
      throw new IllegalArgumentException(
          "context="
              + context
              + ", expected at most the "
              + most
              + " positions this model was made for");
    }
    int batch = Math.min(options.batchTokens(), context);
    return new Session(
        model, model.dense().open(context, batch, options.cacheType()), context, batch);
  }

  /** Most positions of this context. */
  public int contextTokens() {
    return contextTokens;
  }

  /** Entries of the model's vocabulary: length of a row of logits. */
  public int vocabulary() {
    return model.config().vocabulary();
  }

  /** Tokens in the context. */
  public int position() {
    return position;
  }

  /** The tokens in the context. */
  public int[] tokens() {
    return Arrays.copyOf(tokens, position);
  }

  /**
   * Has the router's picks recorded from now on, of tokens that are fed one at a time: those are
   * the ones that are generated.
   *
   * @param routing null to record no more
   */
  public void recordTo(RoutingRecorder routing) {
    recorder = routing;
  }

  /** Forgets everything from a position on. */
  public void truncate(int newPosition) {
    if (newPosition < 0 || newPosition > position) {
      throw new IllegalArgumentException("position=" + newPosition + ", expected 0 to " + position);
    }
    position = newPosition;
  }

  /**
   * Feeds tokens and returns the logits after the last, see {@link #feed(int[], BooleanSupplier)}.
   */
  public float[] feed(int... ids) {
    return feed(ids, () -> false);
  }

  /**
   * Feeds tokens, in batches.
   *
   * @param ids at least one token
   * @param cancelled asked before each batch; when true the tokens fed so far stay and null is
   *     returned
   * @return logits {@code [vocabulary]} after the last token; the array is reused by the next call
   * @throws ContextFullException if they do not fit; nothing is fed then
   * @throws NonFiniteLogitsException if the model computes no numbers
   */
  public float[] feed(int[] ids, BooleanSupplier cancelled) {
    check(ids);
    for (int from = 0; from < ids.length; from += batchTokens) {
      if (cancelled.getAsBoolean()) {
        return null;
      }
      int count = Math.min(batchTokens, ids.length - from);
      boolean last = from + count == ids.length;
      step(ids, from, count, count - 1, last ? 1 : 0, lastLogits);
    }
    return lastLogits;
  }

  /** Receives logits position by position; the array is reused. */
  @FunctionalInterface
  public interface LogitsConsumer {
    /**
     * Takes the logits after one token.
     *
     * @param index index of the token in the array fed
     * @param logits logits of all positions of the batch
     * @param offset where this token's {@code [vocabulary]} start
     */
    void accept(int index, float[] logits, int offset);
  }

  /**
   * Feeds tokens and hands over the logits after each from index {@code firstScored} on.
   *
   * @throws ContextFullException if they do not fit; nothing is fed then
   */
  public void feedAll(int[] ids, int firstScored, LogitsConsumer consumer) {
    check(ids);
    int vocabulary = model.config().vocabulary();
    float[] logits = new float[Math.multiplyExact(Math.min(batchTokens, ids.length), vocabulary)];
    for (int from = 0; from < ids.length; from += batchTokens) {
      int count = Math.min(batchTokens, ids.length - from);
      int skip = Math.clamp((long) firstScored - from, 0, count);
      step(ids, from, count, skip, count - skip, logits);
      for (int row = skip; row < count; row++) {
        consumer.accept(from + row, logits, (row - skip) * vocabulary);
      }
    }
  }

  /** Checks that so many more tokens fit, or throws {@link ContextFullException}. */
  public void checkRoom(int more) {
    if (more > contextTokens - position) {
      throw new ContextFullException(position, more, contextTokens);
    }
  }

  private void check(int[] ids) {
    if (ids.length == 0) {
      throw new IllegalArgumentException("ids=[], expected at least one token");
    }
    checkRoom(ids.length);
    for (int id : ids) {
      if (id < 0 || id >= model.config().vocabulary()) {
        throw new IllegalArgumentException(
            "token id " + id + ", expected 0 to " + (model.config().vocabulary() - 1));
      }
    }
  }

  /** One batch through all layers. The position moves only when all went well. */
  private void step(int[] ids, int from, int count, int firstRow, int rows, float[] logits) {
    model.file().checkNotTruncated();
    try {
      sequence.embed(ids, from, count, position);
      for (int layer = 0; layer < model.config().layers(); layer++) {
        sequence.attention(layer);
        if (model.expertWeights(layer) == null) {
          sequence.feedForward(layer);
        } else {
          routedExperts(layer);
        }
      }
      if (rows > 0) {
        sequence.logits(firstRow, rows, logits);
        checkFinite(logits, rows, firstRow);
      }
    } catch (InternalError fault) {
      throw model.file().explain(fault).orElseThrow(() -> fault);
    }
    model.file().checkNotTruncated(); // the rest of a file's last page reads as zeros, no fault
    append(ids, from, count);
    if (recorder != null && count == 1) {
      recorder.tokenDone(position);
    }
  }

  private void routedExperts(int layer) {
    RoutedBatch routed = sequence.route(layer);
    if (recorder != null && routed.tokens() == 1) {
      recorder.routed(layer, routed.picks());
    }
    model
        .experts()
        .compute(
            model.expertWeights(layer),
            routed.rows(),
            routed.tokens(),
            routed.used(),
            routed.picks(),
            routed.weights(),
            expertSums);
    sequence.sharedExpert(layer);
    sequence.addExperts(layer, expertSums);
  }

  private void checkFinite(float[] logits, int rows, int firstRow) {
    int vocabulary = model.config().vocabulary();
    for (int i = 0; i < rows * vocabulary; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new NonFiniteLogitsException(
            model.file().paths().get(0), position + firstRow + i / vocabulary, logits[i]);
      }
    }
  }

  private void append(int[] ids, int from, int count) {
    if (tokens.length < position + count) {
      tokens = Arrays.copyOf(tokens, Math.max(position + count, 2 * tokens.length));
    }
    System.arraycopy(ids, from, tokens, position, count);
    position += count;
  }

  @Override
  public void close() {
    sequence.close();
  }
}
