package abruzzi.dense.gpu;

/**
 * Which rows of a matrix are multiplied with which columns of the activations. Results are counted
 * through all heads; a plain product is one head.
 *
 * @param heads number of heads
 * @param headRows results of a head
 * @param weightHeadRows weight rows from one head to the next
 * @param firstRow first weight row of a head
 * @param columns length of a row
 * @param inputStride activations from one token to the next
 * @param inputHead activations from one head to the next
 * @param outputStride results from one token to the next
 * @param outputHead results from one head to the next
 */
record ProductShape(
    int heads,
    int headRows,
    int weightHeadRows,
    int firstRow,
    int columns,
    int inputStride,
    int inputHead,
    int outputStride,
    int outputHead) {
  /** All rows of a matrix, activations and results back to back. */
  static ProductShape plain(GpuMatrix w) {
    return new ProductShape(1, w.rows(), 0, 0, w.columns(), w.columns(), 0, w.rows(), 0);
  }
}
