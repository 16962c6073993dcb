package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.ProductObserver;
import java.util.Map;
import java.util.function.Function;

/**
 * How products on the processors differ from the usual ones.
 *
 * @param rounded whether they round their activations to 8 bits, as programs that compute with
 *     integers do; slow, for comparisons with these
 * @param observer made for the file, sees what its matrices are multiplied with; gives null for
 *     none
 * @param replaced matrices that stand for those of the file, by tensor, row after row; they stay
 *     alive as long as the model is open
 */
public record ProductOptions(
    boolean rounded, Function<GgufFile, ProductObserver> observer, Map<String, Matrix> replaced) {
  /** Exact, and nobody watches. */
  public static final ProductOptions USUAL = new ProductOptions(false, file -> null, Map.of());

  /** With rounded activations or exact ones. */
  public static ProductOptions rounded(boolean wanted) {
    return new ProductOptions(wanted, file -> null, Map.of());
  }

  /** With somebody who watches. */
  public static ProductOptions observed(Function<GgufFile, ProductObserver> observer) {
    return new ProductOptions(false, observer, Map.of());
  }

  /** With other weights in some matrices. */
  public static ProductOptions replaced(Map<String, Matrix> matrices) {
    return new ProductOptions(false, file -> null, Map.copyOf(matrices));
  }
}
