package abruzzi.quant.quantize.kernel;

import abruzzi.quant.kernel.VectorWidth;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the error of rounding some weights to evenly spaced levels depends on. With codes {@code q =
 * clamp(round(x * inverse + offset), lowest, highest)} these are the sums over all elements of
 * {@code w q}, {@code w q²} and {@code w x q}.
 *
 * <p>Rounding is half to even. Sums are in single precision, one chain per lane. Traffic: none; the
 * weights are in the first-level cache.
 *
 * <p>Threading: one thread at a time.
 */
public final class LevelMoments {
  private static final VectorSpecies<Float> SPECIES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(VectorWidth.BITS));
  private static final int LANES = SPECIES.length();

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);

  /** Adding and taking away 1.5 * 2^23 leaves a float without fraction. */
  private static final float ROUNDER = 12582912f;

  private float codes;
  private float squares;
  private float products;

  /** {@code sum w q} of the last call that asked for it. */
  public float codes() {
    return codes;
  }

  /** {@code sum w q²} of the last call. */
  public float squares() {
    return squares;
  }

  /** {@code sum w x q} of the last call. */
  public float products() {
    return products;
  }

  /**
   * Computes {@code squares} and {@code products}.
   *
   * @param x values
   * @param w their weights
   * @param from index of the first
   * @param count how many, a multiple of 16
   */
  public void symmetric(
      float[] x, float[] w, int from, int count, float inverse, float lowest, float highest) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    for (int i = from; i < from + count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, i);
      FloatVector q = value.mul(inverse).add(ROUNDER).sub(ROUNDER).max(lowest).min(highest);
      FloatVector wq = q.mul(FloatVector.fromArray(SPECIES, w, i));
      a = wq.fma(q, a);
      b = wq.fma(value, b);
    }
    squares = lanes(a);
    products = lanes(b);
  }

  /** Computes all three for codes from 0 up. */
  public void shifted(
      float[] x, float[] w, int from, int count, float inverse, float offset, float highest) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    FloatVector c = FloatVector.zero(SPECIES);
    FloatVector shift = FloatVector.broadcast(SPECIES, offset);
    for (int i = from; i < from + count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, i);
      FloatVector steps = value.mul(inverse).add(shift);
      FloatVector q = steps.add(ROUNDER).sub(ROUNDER).max(0).min(highest);
      FloatVector wq = q.mul(FloatVector.fromArray(SPECIES, w, i));
      c = c.add(wq);
      a = wq.fma(q, a);
      b = wq.fma(value, b);
    }
    codes = lanes(c);
    squares = lanes(a);
    products = lanes(b);
  }

  /** In a fixed order; that of a vector's own reduction is not defined. */
  private static float lanes(FloatVector v) {
    FloatVector sum = v;
    if (LANES > 8) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LANES > 4) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    sum = sum.add(sum.rearrange(BY_2));
    return sum.lane(0) + sum.lane(1);
  }

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.fromOp(SPECIES, i -> (i + lanes) % LANES);
  }
}
