package abruzzi.quant.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of products of four rows of weights with one, two or four rows of activations, kept in
 * vector registers while a block of columns passes.
 *
 * <p>Each pair of rows has one accumulator: lane {@code l} sums the products at {@code step * lanes
 * + l}, step by step, in one chain of fused multiply-adds through all blocks. Between blocks it
 * rests in an array, so the sums depend neither on the size of the blocks nor on the shape of the
 * tile. {@link #fold} adds the lanes in the order of {@link LaneFold}.
 *
 * <p>A tile of four by four loads 8 vectors for 16 multiply-adds; with 16 accumulators and 5
 * operands it fits the 32 registers of AVX-512. With 16 registers four by two is the largest that
 * does.
 */
final class RowTile {
  /** Rows of weights in a tile. */
  static final int ROWS = 4;

  private static final int LANES = VectorWidth.FLOATS.length();

  private RowTile() {}

  /** One activation row: as {@link #byFour}. */
  static void byOne(
      float[] w,
      int wIndex,
      int wStride,
      float[] x,
      int xIndex,
      int elements,
      float[] sums,
      int sumIndex) {
    int w1 = wIndex + wStride;
    int w2 = w1 + wStride;
    int w3 = w2 + wStride;
    FloatVector sum0 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex);
    FloatVector sum1 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + LANES);
    FloatVector sum2 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 3 * LANES);
    for (int e = 0; e < elements; e += LANES) {
      FloatVector b0 = FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e);
      FloatVector a0 = FloatVector.fromArray(VectorWidth.FLOATS, w, wIndex + e);
      sum0 = a0.fma(b0, sum0);
      FloatVector a1 = FloatVector.fromArray(VectorWidth.FLOATS, w, w1 + e);
      sum1 = a1.fma(b0, sum1);
      FloatVector a2 = FloatVector.fromArray(VectorWidth.FLOATS, w, w2 + e);
      sum2 = a2.fma(b0, sum2);
      FloatVector a3 = FloatVector.fromArray(VectorWidth.FLOATS, w, w3 + e);
      sum3 = a3.fma(b0, sum3);
    }
    sum0.intoArray(sums, sumIndex);
    sum1.intoArray(sums, sumIndex + LANES);
    sum2.intoArray(sums, sumIndex + 2 * LANES);
    sum3.intoArray(sums, sumIndex + 3 * LANES);
  }

  /** Two activation rows: as {@link #byFour}. */
  static void byTwo(
      float[] w,
      int wIndex,
      int wStride,
      float[] x,
      int xIndex,
      int xStride,
      int elements,
      float[] sums,
      int sumIndex,
      int sumStride) {
    int w1 = wIndex + wStride;
    int w2 = w1 + wStride;
    int w3 = w2 + wStride;
    int x1 = xIndex + xStride;
    int at1 = sumIndex + sumStride;
    FloatVector sum00 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex);
    FloatVector sum10 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + LANES);
    FloatVector sum20 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 2 * LANES);
    FloatVector sum30 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 3 * LANES);
    FloatVector sum01 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1);
    FloatVector sum11 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + LANES);
    FloatVector sum21 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + 2 * LANES);
    FloatVector sum31 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + 3 * LANES);
    for (int e = 0; e < elements; e += LANES) {
      FloatVector b0 = FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e);
      FloatVector b1 = FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + e);
      FloatVector a0 = FloatVector.fromArray(VectorWidth.FLOATS, w, wIndex + e);
      sum00 = a0.fma(b0, sum00);
      sum01 = a0.fma(b1, sum01);
      FloatVector a1 = FloatVector.fromArray(VectorWidth.FLOATS, w, w1 + e);
      sum10 = a1.fma(b0, sum10);
      sum11 = a1.fma(b1, sum11);
      FloatVector a2 = FloatVector.fromArray(VectorWidth.FLOATS, w, w2 + e);
      sum20 = a2.fma(b0, sum20);
      sum21 = a2.fma(b1, sum21);
      FloatVector a3 = FloatVector.fromArray(VectorWidth.FLOATS, w, w3 + e);
      sum30 = a3.fma(b0, sum30);
      sum31 = a3.fma(b1, sum31);
    }
    sum00.intoArray(sums, sumIndex);
    sum10.intoArray(sums, sumIndex + LANES);
    sum20.intoArray(sums, sumIndex + 2 * LANES);
    sum30.intoArray(sums, sumIndex + 3 * LANES);
    sum01.intoArray(sums, at1);
    sum11.intoArray(sums, at1 + LANES);
    sum21.intoArray(sums, at1 + 2 * LANES);
    sum31.intoArray(sums, at1 + 3 * LANES);
  }

  /**
   * Four activation rows: {@code sums[t][r] += w[r][c] * x[t][c]}, vector by vector.
   *
   * <p>The store in the loop is for the compiler: no load of a later step can be moved above it.
   * Without it the loads of four unrolled steps come first and push accumulators out of their
   * registers, which costs a tenth of the speed.
   *
   * @param w four rows from {@code wIndex}, {@code wStride} apart
   * @param x activation rows from {@code xIndex}, {@code xStride} apart
   * @param elements columns, a multiple of the lanes
   * @param sums vectors of partial sums {@code [tokens, 4]} from {@code sumIndex}
   * @param sumStride distance of two activation rows' sums, in floats
   */
  static void byFour(
      float[] w,
      int wIndex,
      int wStride,
      float[] x,
      int xIndex,
      int xStride,
      int elements,
      float[] sums,
      int sumIndex,
      int sumStride) {
    int w1 = wIndex + wStride;
    int w2 = w1 + wStride;
    int w3 = w2 + wStride;
    int x1 = xIndex + xStride;
    int x2 = x1 + xStride;
    int x3 = x2 + xStride;
    int at1 = sumIndex + sumStride;
    int at2 = at1 + sumStride;
    int at3 = at2 + sumStride;
    FloatVector sum00 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex);
    FloatVector sum10 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + LANES);
    FloatVector sum20 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 2 * LANES);
    FloatVector sum30 = FloatVector.fromArray(VectorWidth.FLOATS, sums, sumIndex + 3 * LANES);
    FloatVector sum01 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1);
    FloatVector sum11 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + LANES);
    FloatVector sum21 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + 2 * LANES);
    FloatVector sum31 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at1 + 3 * LANES);
    FloatVector sum02 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at2);
    FloatVector sum12 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at2 + LANES);
    FloatVector sum22 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at2 + 2 * LANES);
    FloatVector sum32 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at2 + 3 * LANES);
    FloatVector sum03 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at3);
    FloatVector sum13 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at3 + LANES);
    FloatVector sum23 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at3 + 2 * LANES);
    FloatVector sum33 = FloatVector.fromArray(VectorWidth.FLOATS, sums, at3 + 3 * LANES);
    for (int e = 0; e < elements; e += LANES) {
      FloatVector b0 = FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e);
      FloatVector b1 = FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + e);
      FloatVector b2 = FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + e);
      FloatVector b3 = FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + e);
      FloatVector a0 = FloatVector.fromArray(VectorWidth.FLOATS, w, wIndex + e);
      sum00 = a0.fma(b0, sum00);
      sum01 = a0.fma(b1, sum01);
      sum02 = a0.fma(b2, sum02);
      sum03 = a0.fma(b3, sum03);
      FloatVector a1 = FloatVector.fromArray(VectorWidth.FLOATS, w, w1 + e);
      sum10 = a1.fma(b0, sum10);
      sum11 = a1.fma(b1, sum11);
      sum12 = a1.fma(b2, sum12);
      sum13 = a1.fma(b3, sum13);
      FloatVector a2 = FloatVector.fromArray(VectorWidth.FLOATS, w, w2 + e);
      sum20 = a2.fma(b0, sum20);
      sum21 = a2.fma(b1, sum21);
      sum22 = a2.fma(b2, sum22);
      sum23 = a2.fma(b3, sum23);
      FloatVector a3 = FloatVector.fromArray(VectorWidth.FLOATS, w, w3 + e);
      sum30 = a3.fma(b0, sum30);
      sum31 = a3.fma(b1, sum31);
      sum32 = a3.fma(b2, sum32);
      sum33 = a3.fma(b3, sum33);
      sum00.intoArray(sums, sumIndex);
    }
    sum00.intoArray(sums, sumIndex);
    sum10.intoArray(sums, sumIndex + LANES);
    sum20.intoArray(sums, sumIndex + 2 * LANES);
    sum30.intoArray(sums, sumIndex + 3 * LANES);
    sum01.intoArray(sums, at1);
    sum11.intoArray(sums, at1 + LANES);
    sum21.intoArray(sums, at1 + 2 * LANES);
    sum31.intoArray(sums, at1 + 3 * LANES);
    sum02.intoArray(sums, at2);
    sum12.intoArray(sums, at2 + LANES);
    sum22.intoArray(sums, at2 + 2 * LANES);
    sum32.intoArray(sums, at2 + 3 * LANES);
    sum03.intoArray(sums, at3);
    sum13.intoArray(sums, at3 + LANES);
    sum23.intoArray(sums, at3 + 2 * LANES);
    sum33.intoArray(sums, at3 + 3 * LANES);
  }

  /** The sum of a vector's lanes. */
  static float fold(float[] sums, int index) {
    FloatVector v = FloatVector.fromArray(VectorWidth.FLOATS, sums, index);
    if (LANES > 8) {
      v = v.add(v.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v = v.add(v.rearrange(LaneFold.BY_4));
    }
    v = v.add(v.rearrange(LaneFold.BY_2));
    v = v.add(v.rearrange(LaneFold.BY_1));
    return v.lane(0);
  }
}
