package abruzzi.quant.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Dot products of floats in a fixed order of additions.
 *
 * <p>Lane {@code l} sums the products at {@code step * lanes + l}; the lanes are folded by halves,
 * and the elements after the last whole vector follow one by one. One row against one vector and
 * one row against four vectors give the same bits, and so do the {@link RowTile}s.
 */
final class FloatDot {
  private static final int LANES = VectorWidth.FLOATS.length();

  private FloatDot() {}

  /** One product. */
  static float dot(float[] a, int aIndex, float[] b, int bIndex, int elements) {
    FloatVector v = FloatVector.zero(VectorWidth.FLOATS);
    int whole = elements & -LANES;
    for (int e = 0; e < whole; e += LANES) {
      v =
          FloatVector.fromArray(VectorWidth.FLOATS, a, aIndex + e)
              .fma(FloatVector.fromArray(VectorWidth.FLOATS, b, bIndex + e), v);
    }
    if (LANES > 8) {
      v = v.add(v.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v = v.add(v.rearrange(LaneFold.BY_4));
    }
    v = v.add(v.rearrange(LaneFold.BY_2));
    v = v.add(v.rearrange(LaneFold.BY_1));
    float sum = v.lane(0);
    for (int e = whole; e < elements; e++) {
      sum = Math.fma(a[aIndex + e], b[bIndex + e], sum);
    }
    return sum;
  }

  /**
   * Four products of one row {@code a} with {@code b} at {@code bIndex + i * bStride}.
   *
   * @param out receives four results at {@code outIndex + i * outStride}
   */
  static void dot4(
      float[] a,
      int aIndex,
      float[] b,
      int bIndex,
      int bStride,
      int elements,
      float[] out,
      int outIndex,
      int outStride) {
    FloatVector v0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector v1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector v2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector v3 = FloatVector.zero(VectorWidth.FLOATS);
    int b1 = bIndex + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int whole = elements & -LANES;
    for (int e = 0; e < whole; e += LANES) {
      FloatVector x = FloatVector.fromArray(VectorWidth.FLOATS, a, aIndex + e);
      v0 = x.fma(FloatVector.fromArray(VectorWidth.FLOATS, b, bIndex + e), v0);
      v1 = x.fma(FloatVector.fromArray(VectorWidth.FLOATS, b, b1 + e), v1);
      v2 = x.fma(FloatVector.fromArray(VectorWidth.FLOATS, b, b2 + e), v2);
      v3 = x.fma(FloatVector.fromArray(VectorWidth.FLOATS, b, b3 + e), v3);
    }
    if (LANES > 8) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_4));
    }
    v0 = v0.add(v0.rearrange(LaneFold.BY_2));
    v0 = v0.add(v0.rearrange(LaneFold.BY_1));
    out[outIndex] = v0.lane(0);
    if (LANES > 8) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_4));
    }
    v1 = v1.add(v1.rearrange(LaneFold.BY_2));
    v1 = v1.add(v1.rearrange(LaneFold.BY_1));
    out[outIndex + outStride] = v1.lane(0);
    if (LANES > 8) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_4));
    }
    v2 = v2.add(v2.rearrange(LaneFold.BY_2));
    v2 = v2.add(v2.rearrange(LaneFold.BY_1));
    out[outIndex + 2 * outStride] = v2.lane(0);
    if (LANES > 8) {
      v3 = v3.add(v3.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v3 = v3.add(v3.rearrange(LaneFold.BY_4));
    }
    v3 = v3.add(v3.rearrange(LaneFold.BY_2));
    v3 = v3.add(v3.rearrange(LaneFold.BY_1));
    out[outIndex + 3 * outStride] = v3.lane(0);
    if (whole < elements) {
      addTail(
          a,
          aIndex + whole,
          b,
          bIndex + whole,
          bStride,
          elements - whole,
          out,
          outIndex,
          outStride);
    }
  }

  /** The elements after the last whole vector. */
  private static void addTail(
      float[] a,
      int aIndex,
      float[] b,
      int bIndex,
      int bStride,
      int elements,
      float[] out,
      int outIndex,
      int outStride) {
    for (int i = 0; i < 4; i++) {
      float sum = out[outIndex + i * outStride];
      for (int e = 0; e < elements; e++) {
        sum = Math.fma(a[aIndex + e], b[bIndex + i * bStride + e], sum);
      }
      out[outIndex + i * outStride] = sum;
    }
  }
}
