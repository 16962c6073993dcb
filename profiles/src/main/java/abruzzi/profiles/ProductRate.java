package abruzzi.profiles;

/**
 * How fast a graphics card reads weights of one storage type while it multiplies them with one row
 * of activations.
 *
 * @param type storage type by its name in files, as in {@code Q4_K}
 * @param bytesPerSecond bytes of weights
 */
public record ProductRate(String type, double bytesPerSecond) {
  /** Checks the numbers. */
  public ProductRate {
    Expect.text("type", type);
    Expect.rate("bytes_per_second", bytesPerSecond);
  }
}
