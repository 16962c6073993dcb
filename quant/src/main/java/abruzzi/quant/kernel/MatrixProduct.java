package abruzzi.quant.kernel;

/**
 * Products of quantized rows with float activations: each row is read once for all activation rows.
 *
 * <p>The result for one weight row and one activation row does not depend on which other rows are
 * computed in the same call. Traffic: the bytes of the rows, once per call.
 *
 * <p>Threading: stateless; the scratch belongs to one worker.
 */
public final class MatrixProduct {
  private final Kernels kernels;
  private final boolean rounded;
  private final ProductObserver observer;

  public MatrixProduct(Kernels kernels) {
    this(kernels, false, null);
  }

  /**
   * Products of activations that may be rounded first, and watched.
   *
   * @param rounded whether activations are rounded as products of integers do it, which is slow and
   *     for comparisons only
   * @param observer is told of each call of {@link #rows} before it is done; may be null
   */
  public MatrixProduct(Kernels kernels, boolean rounded, ProductObserver observer) {
    this.kernels = kernels;
    this.rounded = rounded;
    this.observer = observer;
  }

  /** Kernels in use. */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * Computes {@code y[t][r] = sum over c of w[r][c] * x[t][c]} for some rows and all tokens.
   *
   * @param w weights {@code [rows, columns]}
   * @param firstRow first weight row to compute
   * @param rows number of weight rows to compute
   * @param x activations {@code [tokens, columns]}
   * @param y receives {@code [tokens, rows]}: weight row {@code firstRow} goes to the first column
   * @param scratch the worker's own
   */
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    if (observer != null) {
      observer.observe(w, firstRow, x, tokens);
    }
    RowView taken = rounded ? RoundedActivations.of(x, tokens, w.columns(), w.type()) : x;
    kernels.product(w.type(), w.layout()).rows(w, firstRow, rows, taken, tokens, y, scratch);
  }

  /**
   * Adds a weighted sum of weight rows: {@code y[c] += sum over r of a[r] * w[r][c]}, the
   * transposed product, for each token.
   *
   * @param a coefficients {@code [tokens, rows]}
   * @param y results {@code [tokens, columns]}
   */
  public void addTransposed(Matrix w, RowView a, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    float[] row = scratch.row(columns);
    RowDecoder decoder = kernels.decoder(w.type());
    for (int r = 0; r < w.rows(); r++) {
      decoder.decode(w.data(), w.rowOffsetBytes(r), columns, row, 0);
      for (int t = 0; t < tokens; t++) {
        float factor = a.values()[a.index() + t * a.stride() + r];
        FloatRows.addScaled(factor, row, 0, y.values(), y.index() + t * y.stride(), columns);
      }
    }
  }
}
