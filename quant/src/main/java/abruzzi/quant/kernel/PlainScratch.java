package abruzzi.quant.kernel;

/** Working memory of {@link PlainRowProduct}: one row, taken apart, and the lanes of its sums. */
final class PlainScratch {
  private static final int LEAST_GROUP = 16;

  private final float[] even = new float[PlainRowProduct.LANES];
  private final float[] odd = new float[PlainRowProduct.LANES];
  private final float[] minima = new float[PlainRowProduct.LANES];
  private byte[] bytes = new byte[0];
  private float[] codes = new float[0];
  private float[] scales = new float[0];
  private float[] minimums = new float[0];
  private float[] groupSums = new float[0];

  /** Makes room for a row. */
  void fit(int rowBytes, int columns) {
    if (bytes.length < rowBytes) {
      bytes = new byte[rowBytes];
    }
    if (codes.length < columns) {
      codes = new float[columns];
      scales = new float[columns / LEAST_GROUP];
      minimums = new float[columns / LEAST_GROUP];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /** Weights without scales. */
  float[] codes() {
    return codes;
  }

  /** Of groups of columns. */
  float[] scales() {
    return scales;
  }

  /** Of groups of columns. */
  float[] minimums() {
    return minimums;
  }

  /** At least {@code elements} sums of activations; the same array until more are asked for. */
  float[] groupSums(int elements) {
    if (groupSums.length < elements) {
      groupSums = new float[elements];
    }
    return groupSums;
  }

  float[] even() {
    return even;
  }

  float[] odd() {
    return odd;
  }

  float[] minima() {
    return minima;
  }
}
