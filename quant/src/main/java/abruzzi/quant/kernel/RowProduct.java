package abruzzi.quant.kernel;

/**
 * Products of the rows of one block type with float activations.
 *
 * <p>The result for one weight row and one activation row has the same bits whatever else is
 * computed in the same call. Threading: stateless; the scratch belongs to one worker.
 */
interface RowProduct {
  /**
   * Computes {@code y[t][r] = sum over c of w[firstRow + r][c] * x[t][c]}.
   *
   * @param w weights {@code [rows, columns]} of the type this is for
   * @param firstRow first weight row
   * @param rows number of weight rows
   * @param x activations {@code [tokens, columns]}
   * @param tokens number of activation rows
   * @param y receives {@code [tokens, rows]}
   */
  void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch);
}
