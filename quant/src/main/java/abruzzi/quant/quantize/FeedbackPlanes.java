package abruzzi.quant.quantize;

import abruzzi.quant.imatrix.InputProducts;
import abruzzi.quant.kernel.Workers;

/** What errors of a tensor's columns do, for the planes that are being quantized. */
final class FeedbackPlanes {
  private final InputProducts products;
  private final ErrorFeedback[] planes;
  private int known;

  /**
   * Nothing so far.
   *
   * @param products of the inputs, or null for no feedback at all
   */
  FeedbackPlanes(InputProducts products) {
    this.products = products;
    this.planes = new ErrorFeedback[products == null ? 0 : products.planes()];
  }

  /**
   * Computes what is needed for some planes and forgets those before.
   *
   * @param first is not below that of the last call
   */
  void prepare(int first, int last, Workers workers) {
    if (products == null) {
      return;
    }
    for (int plane = 0; plane < first; plane++) {
      planes[plane] = null;
    }
    int from = Math.max(first, known);
    workers.run(
        Math.max(0, last + 1 - from),
        (part, worker) -> planes[from + part] = ErrorFeedback.of(products, from + part));
    known = last + 1;
  }

  /** The feedback of a plane, or null if it has none. */
  ErrorFeedback of(int plane) {
    return products == null ? null : planes[plane];
  }
}
