package abruzzi.dense.gpu;

/** The definition of rounded activations: per 32, the largest magnitude becomes 127. */
final class RoundedActivations {
  private static final int GROUP = 32;
  private static final int LARGEST_CODE = 127;

  private RoundedActivations() {}

  /** What remains of activations. */
  static float[] of(float[] x) {
    float[] out = new float[x.length];
    for (int g = 0; g < x.length; g += GROUP) {
      float largest = 0;
      for (int i = g; i < g + GROUP; i++) {
        largest = Math.max(largest, Math.abs(x[i]));
      }
      float factor = largest == 0 ? 0 : LARGEST_CODE / largest;
      for (int i = g; i < g + GROUP; i++) {
        out[i] = (float) Math.rint(x[i] * factor) * (largest / LARGEST_CODE);
      }
    }
    return out;
  }
}
