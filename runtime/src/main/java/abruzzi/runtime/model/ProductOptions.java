package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.ProductObserver;
import java.util.function.Function;

/**
 * How products on the processors differ from the usual ones.
 *
 * @param rounded whether they round their activations to 8 bits, as programs that compute with
 *     integers do; slow, for comparisons with these
 * @param observer made for the file, sees what its matrices are multiplied with; gives null for
 *     none
 */
public record ProductOptions(boolean rounded, Function<GgufFile, ProductObserver> observer) {
  /** Exact, and nobody watches. */
  public static final ProductOptions USUAL = new ProductOptions(false, file -> null);

  /** With rounded activations or exact ones. */
  public static ProductOptions rounded(boolean wanted) {
    return new ProductOptions(wanted, file -> null);
  }

  /** With somebody who watches. */
  public static ProductOptions observed(Function<GgufFile, ProductObserver> observer) {
    return new ProductOptions(false, observer);
  }
}
