package abruzzi.runtime.session;

import abruzzi.dense.KvCacheType;
import java.util.OptionalInt;

/**
 * How a session is opened.
 *
 * @param contextTokens most positions; the model's own context when absent
 * @param batchTokens tokens of a prompt computed together; results do not depend on it
 * @param cacheType how cached values are stored
 */
public record SessionOptions(OptionalInt contextTokens, int batchTokens, KvCacheType cacheType) {
  private static final int DEFAULT_BATCH_TOKENS = 512;

  /** Checks the numbers. */
  public SessionOptions {
    if (batchTokens < 1) {
      throw new IllegalArgumentException("batch=" + batchTokens + ", expected at least 1");
    }
    if (contextTokens.isPresent() && contextTokens.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "context=" + contextTokens.getAsInt() + ", expected at least 1");
    }
  }

  /** The model's context, F16 cache. */
  public static SessionOptions defaults() {
    return new SessionOptions(OptionalInt.empty(), DEFAULT_BATCH_TOKENS, KvCacheType.F16);
  }

  /** The same with another context. */
  public SessionOptions withContext(int tokens) {
    return new SessionOptions(OptionalInt.of(tokens), batchTokens, cacheType);
  }

  /** The same with another batch size. */
  public SessionOptions withBatch(int tokens) {
    return new SessionOptions(contextTokens, tokens, cacheType);
  }

  /** The same with another cache type. */
  public SessionOptions withCache(KvCacheType type) {
    return new SessionOptions(contextTokens, batchTokens, type);
  }
}
