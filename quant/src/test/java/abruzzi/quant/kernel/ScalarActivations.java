package abruzzi.quant.kernel;

/** One activation row in the form Q8_K, by the letter of its rule. */
record ScalarActivations(int[] codes, float[] scales) {
  static ScalarActivations of(float[] x, int index, int columns) {
    int[] codes = new int[columns];
    float[] scales = new float[columns / 256];
    for (int c = 0; c < columns; c += 256) {
      float max = 0;
      boolean finite = true;
      for (int i = index + c; i < index + c + 256; i++) {
        finite &= Float.isFinite(x[i]);
        if (Math.abs(x[i]) > Math.abs(max)) {
          max = x[i];
        }
      }
      float factor = -127 / max;
      if (!finite) {
        scales[c / 256] = Float.NaN;
      } else if (!Float.isInfinite(factor)) {
        scales[c / 256] = 1 / factor;
        for (int i = 0; i < 256; i++) {
          codes[c + i] = (int) Math.min(127, Math.rint(factor * x[index + c + i]));
        }
      }
    }
    return new ScalarActivations(codes, scales);
  }

  /** Sum of {@code count} codes from {@code first}. */
  int sum(int first, int count) {
    int sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += codes[i];
    }
    return sum;
  }

  /** What the code of a column stands for. */
  double value(int column) {
    return (double) codes[column] * scales[column / 256];
  }
}
