package abruzzi.quant.block;

/**
 * Smallest and largest value of a block, both NaN if there is a NaN.
 *
 * @param minimum smallest value
 * @param maximum largest value
 */
record ValueRange(float minimum, float maximum) {
  /** The range of {@code count} values. */
  static ValueRange of(float[] in, int from, int count) {
    float minimum = Float.POSITIVE_INFINITY;
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      minimum = Math.min(minimum, in[i]);
      maximum = Math.max(maximum, in[i]);
    }
    return new ValueRange(minimum, maximum);
  }
}
