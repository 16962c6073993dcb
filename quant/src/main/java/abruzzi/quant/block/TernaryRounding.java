package abruzzi.quant.block;

/**
 * The reference rule of the ternary types: {@code d = max|x|}, codes {@code round(x / d) + 1}, half
 * away from zero. It suits weights that are ternary already; of others it leaves only those above
 * half of the largest.
 */
final class TernaryRounding {
  private TernaryRounding() {}

  /**
   * Rounds as many values as there are codes.
   *
   * @param codes receives weights plus 1
   * @return the scale
   */
  static float round(float[] in, int inIndex, int[] codes) {
    float d = Math.abs(LargestMagnitude.of(in, inIndex, codes.length));
    float inverse = d == 0 ? 0 : 1 / d;
    for (int e = 0; e < codes.length; e++) {
      float steps = in[inIndex + e] * inverse;
      codes[e] = 1 + (Math.abs(steps) >= 0.5f ? (int) Math.signum(steps) : 0);
    }
    return d;
  }
}
