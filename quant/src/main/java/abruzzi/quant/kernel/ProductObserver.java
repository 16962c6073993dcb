package abruzzi.quant.kernel;

/**
 * Sees what matrices are multiplied with.
 *
 * <p>Threading: called by several workers at once.
 */
@FunctionalInterface
public interface ProductObserver {
  /**
   * Some rows of a matrix are about to be multiplied.
   *
   * @param w weights {@code [rows, columns]}
   * @param firstRow first weight row
   * @param x activations {@code [tokens, columns]}
   */
  void observe(Matrix w, long firstRow, RowView x, int tokens);
}
