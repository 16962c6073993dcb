package abruzzi.dense.gpu;

/** The definition of rounded activations: per 32, the largest magnitude becomes 127. */
final class RoundedActivations {
  private RoundedActivations() {}

  /** What remains of activations. */
  static float[] of(float[] x) {
    float[] out = new float[x.length];
    for (int g = 0; g < x.length; g += 32) {
      float largest = 0;
      for (int i = g; i < g + 32; i++) {
        largest = Math.max(largest, Math.abs(x[i]));
      }
      float factor = largest == 0 ? 0 : 127 / largest;
      for (int i = g; i < g + 32; i++) {
        out[i] = (float) Math.rint(x[i] * factor) * (largest / 127);
      }
    }
    return out;
  }
}
