package abruzzi.planner.placement;

import abruzzi.planner.speed.RunCorrection;
import abruzzi.quant.gguf.GgmlType;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a plan is wanted for.
 *
 * @param contextTokens positions that there must be room for; when absent, as many as {@code
 *     usualContext} and the model allow, or fewer where they do not fit
 * @param usualContext see {@code contextTokens}
 * @param cacheType how the cache is stored; when absent F16, or Q8_0 where that does not fit
 * @param threads threads that compute; when absent, as few as are as fast as all cores
 * @param depthTokens tokens already in the context of the decoding that is predicted
 * @param promptTokens tokens of the prompt whose prefill is predicted
 * @param hostBatchTokens tokens of a prompt that processors compute together
 * @param streaming whether experts of a prompt may stream through the card, and its batches be as
 *     large as that is worth; otherwise experts are computed where they lie, in batches of {@code
 *     hostBatchTokens}, as runs do
 * @param gpu whether a graphics card may be used
 * @param dense which part of all but the routed experts may lie on it
 * @param hotExperts routed experts by layer that lie on it, no others then; when absent, those that
 *     make tokens fastest
 * @param disk whether experts may be left in the file although nothing is known of the disk
 * @param copies whether weights may be copied into main memory, in the layout that kernels like
 *     best
 * @param correction what earlier runs on the processors taught
 * @param cardCorrection what earlier runs with the graphics card taught of it and the processors
 *     together, which then counts where it is used; when absent, {@code correction} does
 */
public record PlanOptions(
    OptionalInt contextTokens,
    int usualContext,
    Optional<GgmlType> cacheType,
    OptionalInt threads,
    int depthTokens,
    int promptTokens,
    int hostBatchTokens,
    boolean streaming,
    boolean gpu,
    DensePart dense,
    Optional<SortedMap<Integer, SortedSet<Integer>>> hotExperts,
    boolean disk,
    boolean copies,
    RunCorrection correction,
    Optional<RunCorrection> cardCorrection) {
  private static final int USUAL_CONTEXT = 32_768;
  private static final int USUAL_PROMPT = 2048;
  private static final int HOST_BATCH = 128;

  /** Checks the numbers. */
  public PlanOptions {
    check("contextTokens", contextTokens.orElse(1), 1);
    check("usualContext", usualContext, 1);
    check("threads", threads.orElse(1), 1);
    check("depthTokens", depthTokens, 0);
    check("promptTokens", promptTokens, 1);
    check("hostBatchTokens", hostBatchTokens, 1);
  }

  private static void check(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + "=" + value + ", expected at least " + least);
    }
  }

  /** A usual context, everything else by itself. */
  public static PlanOptions defaults() {
    return builder().build();
  }

  /** The same, but that weights are used where they lie in the file. */
  PlanOptions withoutCopies() {
    return toBuilder().copies(false).build();
  }

  /** The same with all of the dense part on a graphics card. */
  PlanOptions onCard() {
    return toBuilder().gpu(true).dense(DensePart.ALL).build();
  }

  /** The same without a graphics card. */
  PlanOptions onProcessors() {
    return toBuilder().gpu(false).cardCorrection(null).build();
  }

  private Builder toBuilder() {
    Builder same = new Builder();
    same.contextTokens = contextTokens;
    same.usualContext = usualContext;
    same.cacheType = cacheType;
    same.threads = threads;
    same.depthTokens = depthTokens;
    same.promptTokens = promptTokens;
    same.hostBatchTokens = hostBatchTokens;
    same.streaming = streaming;
    same.gpu = gpu;
    same.dense = dense;
    same.hotExperts = hotExperts;
    same.disk = disk;
    same.copies = copies;
    same.correction = correction;
    same.cardCorrection = cardCorrection;
    return same;
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts options together. */
  public static final class Builder {
    private OptionalInt contextTokens = OptionalInt.empty();
    private int usualContext = USUAL_CONTEXT;
    private Optional<GgmlType> cacheType = Optional.empty();
    private OptionalInt threads = OptionalInt.empty();
    private int depthTokens;
    private int promptTokens = USUAL_PROMPT;
    private int hostBatchTokens = HOST_BATCH;
    private boolean streaming = true;
    private boolean gpu = true;
    private DensePart dense = DensePart.ANY;
    private Optional<SortedMap<Integer, SortedSet<Integer>>> hotExperts = Optional.empty();
    private boolean disk;
    private boolean copies = true;
    private RunCorrection correction = RunCorrection.NONE;
    private Optional<RunCorrection> cardCorrection = Optional.empty();

    private Builder() {}

    /** Exactly this context. */
    public Builder context(int tokens) {
      contextTokens = OptionalInt.of(tokens);
      return this;
    }

    /** This context where it fits. */
    public Builder usualContext(int tokens) {
      usualContext = tokens;
      return this;
    }

    /** Exactly this type of cache. */
    public Builder cacheType(GgmlType type) {
      cacheType = Optional.of(type);
      return this;
    }

    /** Exactly so many threads. */
    public Builder threads(int count) {
      threads = OptionalInt.of(count);
      return this;
    }

    /** Tokens in the context of the decoding predicted. */
    public Builder depth(int tokens) {
      depthTokens = tokens;
      return this;
    }

    /** Tokens of the prompt whose prefill is predicted. */
    public Builder prompt(int tokens) {
      promptTokens = tokens;
      return this;
    }

    /** Tokens of a prompt that processors compute together. */
    public Builder hostBatch(int tokens) {
      hostBatchTokens = tokens;
      return this;
    }

    /** Whether experts of a prompt may stream through the graphics card. */
    public Builder streaming(boolean allowed) {
      streaming = allowed;
      return this;
    }

    /** Whether a graphics card may be used. */
    public Builder gpu(boolean allowed) {
      gpu = allowed;
      return this;
    }

    /** Which part of all but the routed experts may lie on the graphics card. */
    public Builder dense(DensePart part) {
      dense = part;
      return this;
    }

    /** Exactly these routed experts on the graphics card, by layer. */
    public Builder hotExperts(SortedMap<Integer, SortedSet<Integer>> experts) {
      hotExperts = Optional.of(experts);
      return this;
    }

    /** Whether experts may be left in the file although nothing is known of the disk. */
    public Builder disk(boolean allowed) {
      disk = allowed;
      return this;
    }

    /** Whether weights may be copied into main memory. */
    public Builder copies(boolean wanted) {
      copies = wanted;
      return this;
    }

    /** What earlier runs on the processors taught. */
    public Builder correction(RunCorrection learnt) {
      correction = learnt;
      return this;
    }

    /** What earlier runs with the graphics card taught, null for nothing. */
    public Builder cardCorrection(RunCorrection learnt) {
      cardCorrection = Optional.ofNullable(learnt);
      return this;
    }

    /** The options. */
    public PlanOptions build() {
      return new PlanOptions(
          contextTokens,
          usualContext,
          cacheType,
          threads,
          depthTokens,
          promptTokens,
          hostBatchTokens,
          streaming,
          gpu,
          dense,
          hotExperts,
          disk,
          copies,
          correction,
          cardCorrection);
    }
  }
}
