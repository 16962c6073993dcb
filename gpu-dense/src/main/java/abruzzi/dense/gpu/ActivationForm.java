package abruzzi.dense.gpu;

/** What products take as input. */
public enum ActivationForm {
  /** Floats, as the host does. */
  EXACT,

  /**
   * For weights in blocks, signed bytes with a scale per 32 columns, so that products are sums of
   * integers; for other weights, floats.
   */
  ROUNDED
}
