package abruzzi.profiles;

/**
 * How fast a graphics card reads weights of one storage type while it multiplies them with rows of
 * activations.
 *
 * @param type storage type by its name in files, as in {@code Q4_K}
 * @param bytesPerSecond bytes of weights, with one row
 * @param batchBytesPerSecond bytes of weights, with {@link #BATCH_ROWS} rows; 0 where not known
 */
public record ProductRate(String type, double bytesPerSecond, double batchBytesPerSecond) {
  /** Rows of activations that stand for prompts. */
  public static final int BATCH_ROWS = 64;

  /** Checks the numbers. */
  public ProductRate {
    Expect.text("type", type);
    Expect.rate("bytes_per_second", bytesPerSecond);
    Expect.rate("batch_bytes_per_second", batchBytesPerSecond);
  }

  /** A rate with one row alone. */
  public ProductRate(String type, double bytesPerSecond) {
    this(type, bytesPerSecond, 0);
  }
}
