package abruzzi.quant.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of an {@link ExpandedTile} with four activation rows, with the same bits as {@link
 * TileKernel#one}: sums of codes times 8-bit activations are integers below 2^24, so floats hold
 * them exactly.
 */
final class TileBatch {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  private TileBatch() {}

  /**
   * Adds the products of 32 rows and 256 columns.
   *
   * @param x activations of 8 bits as floats, four rows {@code xStride} apart
   * @param groupColumns columns that share a scale, a power of two
   * @param sums their sums of activations, rows {@code sumStride} apart
   * @param factors scale of the 256 activations of each row, {@code factorStride} apart
   * @param y receives 32 sums for each row, {@code yStride} apart
   */
  static void four(
      ExpandedTile tile,
      float[] x,
      int xIndex,
      int xStride,
      int groupColumns,
      float[] sums,
      int sumIndex,
      int sumStride,
      float[] factors,
      int factorIndex,
      int factorStride,
      float[] y,
      int yIndex,
      int yStride) {
    float[] w = tile.weights();
    float[] scales = tile.scales();
    float[] minimums = tile.minimums();
    int x1 = xIndex + xStride;
    int x2 = x1 + xStride;
    int x3 = x2 + xStride;
    int last = groupColumns - 1;
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector d0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector d1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector b2 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector d2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    FloatVector b3 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector d3 = FloatVector.zero(FLOATS);
    for (int i = 0; i < 256; i++) {
      FloatVector wa = FloatVector.fromArray(FLOATS, w, 32 * i);
      FloatVector wb = FloatVector.fromArray(FLOATS, w, 32 * i + 16);
      FloatVector v0 = FloatVector.broadcast(FLOATS, x[xIndex + i]);
      c0 = wa.fma(v0, c0);
      d0 = wb.fma(v0, d0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, x[x1 + i]);
      c1 = wa.fma(v1, c1);
      d1 = wb.fma(v1, d1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, x[x2 + i]);
      c2 = wa.fma(v2, c2);
      d2 = wb.fma(v2, d2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, x[x3 + i]);
      c3 = wa.fma(v3, c3);
      d3 = wb.fma(v3, d3);
      if ((i & last) != last) {
        continue;
      }
      int g = i / groupColumns;
      FloatVector sa = FloatVector.fromArray(FLOATS, scales, 32 * g);
      FloatVector sb = FloatVector.fromArray(FLOATS, scales, 32 * g + 16);
      a0 = c0.fma(sa, a0);
      b0 = d0.fma(sb, b0);
      c0 = FloatVector.zero(FLOATS);
      d0 = FloatVector.zero(FLOATS);
      a1 = c1.fma(sa, a1);
      b1 = d1.fma(sb, b1);
      c1 = FloatVector.zero(FLOATS);
      d1 = FloatVector.zero(FLOATS);
      a2 = c2.fma(sa, a2);
      b2 = d2.fma(sb, b2);
      c2 = FloatVector.zero(FLOATS);
      d2 = FloatVector.zero(FLOATS);
      a3 = c3.fma(sa, a3);
      b3 = d3.fma(sb, b3);
      c3 = FloatVector.zero(FLOATS);
      d3 = FloatVector.zero(FLOATS);
    }
    FloatVector ma0 = FloatVector.zero(FLOATS);
    FloatVector mb0 = FloatVector.zero(FLOATS);
    FloatVector ma1 = FloatVector.zero(FLOATS);
    FloatVector mb1 = FloatVector.zero(FLOATS);
    FloatVector ma2 = FloatVector.zero(FLOATS);
    FloatVector mb2 = FloatVector.zero(FLOATS);
    FloatVector ma3 = FloatVector.zero(FLOATS);
    FloatVector mb3 = FloatVector.zero(FLOATS);
    for (int g = 0; g < 256 / groupColumns; g++) {
      FloatVector oa = FloatVector.fromArray(FLOATS, minimums, 32 * g);
      FloatVector ob = FloatVector.fromArray(FLOATS, minimums, 32 * g + 16);
      FloatVector s0 = FloatVector.broadcast(FLOATS, sums[sumIndex + g]);
      ma0 = s0.fma(oa, ma0);
      mb0 = s0.fma(ob, mb0);
      FloatVector s1 = FloatVector.broadcast(FLOATS, sums[sumIndex + sumStride + g]);
      ma1 = s1.fma(oa, ma1);
      mb1 = s1.fma(ob, mb1);
      FloatVector s2 = FloatVector.broadcast(FLOATS, sums[sumIndex + 2 * sumStride + g]);
      ma2 = s2.fma(oa, ma2);
      mb2 = s2.fma(ob, mb2);
      FloatVector s3 = FloatVector.broadcast(FLOATS, sums[sumIndex + 3 * sumStride + g]);
      ma3 = s3.fma(oa, ma3);
      mb3 = s3.fma(ob, mb3);
    }
    FloatVector da = FloatVector.fromArray(FLOATS, tile.factors(), 0);
    FloatVector db = FloatVector.fromArray(FLOATS, tile.factors(), 16);
    FloatVector na = FloatVector.fromArray(FLOATS, tile.minimumFactors(), 0);
    FloatVector nb = FloatVector.fromArray(FLOATS, tile.minimumFactors(), 16);
    FloatVector k0 = FloatVector.broadcast(FLOATS, factors[factorIndex]);
    int y0 = yIndex;
    a0.mul(da).sub(ma0.mul(na)).fma(k0, FloatVector.fromArray(FLOATS, y, y0)).intoArray(y, y0);
    b0.mul(db)
        .sub(mb0.mul(nb))
        .fma(k0, FloatVector.fromArray(FLOATS, y, y0 + 16))
        .intoArray(y, y0 + 16);
    FloatVector k1 = FloatVector.broadcast(FLOATS, factors[factorIndex + factorStride]);
    int y1 = yIndex + yStride;
    a1.mul(da).sub(ma1.mul(na)).fma(k1, FloatVector.fromArray(FLOATS, y, y1)).intoArray(y, y1);
    b1.mul(db)
        .sub(mb1.mul(nb))
        .fma(k1, FloatVector.fromArray(FLOATS, y, y1 + 16))
        .intoArray(y, y1 + 16);
    FloatVector k2 = FloatVector.broadcast(FLOATS, factors[factorIndex + 2 * factorStride]);
    int y2 = yIndex + 2 * yStride;
    a2.mul(da).sub(ma2.mul(na)).fma(k2, FloatVector.fromArray(FLOATS, y, y2)).intoArray(y, y2);
    b2.mul(db)
        .sub(mb2.mul(nb))
        .fma(k2, FloatVector.fromArray(FLOATS, y, y2 + 16))
        .intoArray(y, y2 + 16);
    FloatVector k3 = FloatVector.broadcast(FLOATS, factors[factorIndex + 3 * factorStride]);
    int y3 = yIndex + 3 * yStride;
    a3.mul(da).sub(ma3.mul(na)).fma(k3, FloatVector.fromArray(FLOATS, y, y3)).intoArray(y, y3);
    b3.mul(db)
        .sub(mb3.mul(nb))
        .fma(k3, FloatVector.fromArray(FLOATS, y, y3 + 16))
        .intoArray(y, y3 + 16);
  }
}
