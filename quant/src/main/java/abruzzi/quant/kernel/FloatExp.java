package abruzzi.quant.kernel;

import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The exponential of floats, and what is made of it: SwiGLU and softmax.
 *
 * <p>{@code exp(x) = 2^n * exp(r)} with {@code n = round(x / ln 2)}; {@code exp(r)} on {@code |r|
 * <= ln(2) / 2} is its Taylor polynomial of degree 7 (truncation below 6e-9 relative). Relative
 * error below 3e-7. Arguments below -87.3 give 0, above 88.37 infinity: there {@code 2^n} would no
 * longer be a float, although its product with a polynomial below 1 may be. Made of fused
 * multiply-adds alone, so that interpreted and compiled code agree to the bit.
 */
public final class FloatExp {
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final float LOWEST = -87.3f;
  private static final float HIGHEST = 88.37f;

  /** exp(-60) is 9e-27: as a softmax weight it changes no sum, but could become a subnormal. */
  private static final float NEGLIGIBLE = -60;

  private static final float LOG2_E = 0x1.715476p0f;
  private static final float ROUND = 0x1.8p23f;
  private static final float LN2_HIGH = 0x1.63p-1f;
  private static final float LN2_LOW = -0x1.bd0106p-13f;
  private static final float C7 = 1 / 5040f;
  private static final float C6 = 1 / 720f;
  private static final float C5 = 1 / 120f;
  private static final float C4 = 1 / 24f;
  private static final float C3 = 1 / 6f;
  private static final int EXPONENT_BIAS = 127;
  private static final int FRACTION_BITS = 23;

  private FloatExp() {}

  /** One exponential, the same bits as a lane of the vector loops. */
  public static float exp(float x) {
    if (!(x >= LOWEST)) {
      return Float.isNaN(x) ? x : 0;
    }
    if (x > HIGHEST) {
      return Float.POSITIVE_INFINITY;
    }
    float shifted = Math.fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float p = Math.fma(r, C7, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, 0.5f);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    return p * Float.intBitsToFloat(((int) n + EXPONENT_BIAS) << FRACTION_BITS);
  }

  /** {@code gate[i] = gate[i] / (1 + exp(-gate[i])) * up[i]}. */
  public static void swiGlu(float[] gate, int gateIndex, float[] up, int upIndex, int elements) {
    int whole = elements & -LANES;
    for (int e = 0; e < whole; e += LANES) {
      FloatVector g = FloatVector.fromArray(VectorWidth.FLOATS, gate, gateIndex + e);
      FloatVector x = g.neg().max(LOWEST).min(HIGHEST);
      FloatVector n =
          x.fma(
                  FloatVector.broadcast(VectorWidth.FLOATS, LOG2_E),
                  FloatVector.broadcast(VectorWidth.FLOATS, ROUND))
              .sub(ROUND);
      FloatVector r =
          n.fma(
              FloatVector.broadcast(VectorWidth.FLOATS, -LN2_LOW),
              n.fma(FloatVector.broadcast(VectorWidth.FLOATS, -LN2_HIGH), x));
      FloatVector p =
          r.fma(
              FloatVector.broadcast(VectorWidth.FLOATS, C7),
              FloatVector.broadcast(VectorWidth.FLOATS, C6));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C5));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C4));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C3));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 0.5f));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 1));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 1));
      IntVector power =
          ((IntVector) n.convertShape(F2I, VectorWidth.INTS, 0))
              .add(EXPONENT_BIAS)
              .lanewise(LSHL, FRACTION_BITS);
      FloatVector denominator = p.mul(power.reinterpretAsFloats()).add(1);
      g.div(denominator)
          .mul(FloatVector.fromArray(VectorWidth.FLOATS, up, upIndex + e))
          .intoArray(gate, gateIndex + e);
    }
    for (int e = whole; e < elements; e++) {
      float g = gate[gateIndex + e];
      gate[gateIndex + e] = g / (1 + exp(Math.clamp(-g, LOWEST, HIGHEST))) * up[upIndex + e];
    }
  }

  /**
   * Softmax in place: {@code s[i] = exp(s[i] - max) / sum}. The largest value is subtracted first;
   * what is then below -60 gets the weight 0 (weights that end up subnormal cost an assist of the
   * CPU at each use). The sum is taken element by element in double.
   */
  public static void softmax(float[] s, int index, int elements) {
    float max = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < elements; e++) {
      max = Math.max(max, s[index + e]);
    }
    int whole = elements & -LANES;
    for (int e = 0; e < whole; e += LANES) {
      FloatVector x = FloatVector.fromArray(VectorWidth.FLOATS, s, index + e).sub(max);
      x = x.max(LOWEST);
      FloatVector n =
          x.fma(
                  FloatVector.broadcast(VectorWidth.FLOATS, LOG2_E),
                  FloatVector.broadcast(VectorWidth.FLOATS, ROUND))
              .sub(ROUND);
      FloatVector r =
          n.fma(
              FloatVector.broadcast(VectorWidth.FLOATS, -LN2_LOW),
              n.fma(FloatVector.broadcast(VectorWidth.FLOATS, -LN2_HIGH), x));
      FloatVector p =
          r.fma(
              FloatVector.broadcast(VectorWidth.FLOATS, C7),
              FloatVector.broadcast(VectorWidth.FLOATS, C6));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C5));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C4));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, C3));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 0.5f));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 1));
      p = p.fma(r, FloatVector.broadcast(VectorWidth.FLOATS, 1));
      IntVector power =
          ((IntVector) n.convertShape(F2I, VectorWidth.INTS, 0))
              .add(EXPONENT_BIAS)
              .lanewise(LSHL, FRACTION_BITS);
      p.mul(power.reinterpretAsFloats())
          .blend(0f, x.compare(LT, NEGLIGIBLE))
          .intoArray(s, index + e);
    }
    for (int e = whole; e < elements; e++) {
      float x = s[index + e] - max;
      s[index + e] = x < NEGLIGIBLE ? 0 : exp(x);
    }
    double sum = 0;
    for (int e = 0; e < elements; e++) {
      sum += s[index + e];
    }
    float factor = (float) (1 / sum);
    for (int e = 0; e < elements; e++) {
      s[index + e] *= factor;
    }
  }
}
