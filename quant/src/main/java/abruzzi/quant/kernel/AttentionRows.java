package abruzzi.quant.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What attention does with rows of the cache for several heads, which share each row that is
 * loaded: the same bits as {@link FloatRows} gives for one head after another. Threading:
 * stateless.
 */
public final class AttentionRows {
  /** Floats that {@link #dots} works with. */
  public static final int SCRATCH = 16 * VectorWidth.FLOATS.length();

  /** Heads and rows of a tile. */
  private static final int SIDE = 4;

  private static final int LANES = VectorWidth.FLOATS.length();

  /** Tiles need more registers than narrower machines have. */
  private static final boolean TILES = VectorWidth.BITS == 512;

  private AttentionRows() {}

  private static boolean tiled(int elements) {
    return TILES && elements % LANES == 0;
  }

  /**
   * Dot products: {@code out[h][i] = a[h] . x[i]}.
   *
   * @param a queries {@code [heads, aStride]} from {@code aIndex}
   * @param x rows {@code [count, stride]} from index 0
   * @param out receives {@code [heads, outStride]} from {@code outIndex}
   * @param scratch of {@link #SCRATCH} floats
   */
  public static void dots(
      float[] a,
      int aIndex,
      int aStride,
      int heads,
      float[] x,
      int stride,
      int count,
      int elements,
      float[] out,
      int outIndex,
      int outStride,
      float[] scratch) {
    int tiledHeads = tiled(elements) ? heads - heads % SIDE : 0;
    int tiledRows = count - count % SIDE;
    for (int h = 0; h < tiledHeads; h += SIDE) {
      int from = aIndex + h * aStride;
      for (int i = 0; i < tiledRows; i += SIDE) {
        Arrays.fill(scratch, 0, SCRATCH, 0);
        RowTile.byFour(x, i * stride, stride, a, from, aStride, elements, scratch, 0, SIDE * LANES);
        for (int k = 0; k < SIDE * SIDE; k++) {
          int to = outIndex + (h + k / SIDE) * outStride + i + k % SIDE;
          out[to] = RowTile.fold(scratch, k * LANES);
        }
      }
    }
    for (int h = 0; h < tiledHeads; h++) {
      for (int i = tiledRows; i < count; i++) {
        out[outIndex + h * outStride + i] =
            FloatDot.dot(a, aIndex + h * aStride, x, i * stride, elements);
      }
    }
    for (int h = tiledHeads; h < heads; h++) {
      int from = aIndex + h * aStride;
      FloatRows.dots(a, from, x, stride, count, elements, out, outIndex + h * outStride);
    }
  }

  /**
   * Weighted sums: {@code y[h] += sum over i of a[h][i] * x[i]}.
   *
   * @param a factors {@code [heads, aStride]} from {@code aIndex}
   * @param x rows {@code [count, stride]} from index 0
   * @param y {@code [heads, yStride]} from {@code yIndex}
   */
  public static void addScaledRows(
      float[] a,
      int aIndex,
      int aStride,
      int heads,
      float[] x,
      int stride,
      int count,
      float[] y,
      int yIndex,
      int yStride,
      int elements) {
    int tiledHeads = tiled(elements) ? heads - heads % SIDE : 0;
    int tiledRows = count - count % SIDE;
    for (int h = 0; h < tiledHeads; h += SIDE) {
      int from = aIndex + h * aStride;
      int to = yIndex + h * yStride;
      for (int i = 0; i < tiledRows; i += SIDE) {
        addFour(a, from + i, aStride, x, i * stride, stride, y, to, yStride, elements);
      }
      for (int k = 0; k < SIDE; k++) {
        for (int i = tiledRows; i < count; i++) {
          float factor = a[from + k * aStride + i];
          FloatRows.addScaled(factor, x, i * stride, y, to + k * yStride, elements);
        }
      }
    }
    for (int h = tiledHeads; h < heads; h++) {
      FloatRows.addScaledRows(
          a, aIndex + h * aStride, x, stride, count, y, yIndex + h * yStride, elements);
    }
  }

  /** Four rows to four heads. */
  private static void addFour(
      float[] a,
      int aIndex,
      int aStride,
      float[] x,
      int x0,
      int stride,
      float[] y,
      int y0,
      int yStride,
      int elements) {
    int b = aIndex + aStride;
    int c = b + aStride;
    int d = c + aStride;
    FloatVector a0 = FloatVector.broadcast(VectorWidth.FLOATS, a[aIndex]);
    FloatVector a1 = FloatVector.broadcast(VectorWidth.FLOATS, a[aIndex + 1]);
    FloatVector a2 = FloatVector.broadcast(VectorWidth.FLOATS, a[aIndex + 2]);
    FloatVector a3 = FloatVector.broadcast(VectorWidth.FLOATS, a[aIndex + 3]);
    FloatVector b0 = FloatVector.broadcast(VectorWidth.FLOATS, a[b]);
    FloatVector b1 = FloatVector.broadcast(VectorWidth.FLOATS, a[b + 1]);
    FloatVector b2 = FloatVector.broadcast(VectorWidth.FLOATS, a[b + 2]);
    FloatVector b3 = FloatVector.broadcast(VectorWidth.FLOATS, a[b + 3]);
    FloatVector c0 = FloatVector.broadcast(VectorWidth.FLOATS, a[c]);
    FloatVector c1 = FloatVector.broadcast(VectorWidth.FLOATS, a[c + 1]);
    FloatVector c2 = FloatVector.broadcast(VectorWidth.FLOATS, a[c + 2]);
    FloatVector c3 = FloatVector.broadcast(VectorWidth.FLOATS, a[c + 3]);
    FloatVector d0 = FloatVector.broadcast(VectorWidth.FLOATS, a[d]);
    FloatVector d1 = FloatVector.broadcast(VectorWidth.FLOATS, a[d + 1]);
    FloatVector d2 = FloatVector.broadcast(VectorWidth.FLOATS, a[d + 2]);
    FloatVector d3 = FloatVector.broadcast(VectorWidth.FLOATS, a[d + 3]);
    int x1 = x0 + stride;
    int x2 = x1 + stride;
    int x3 = x2 + stride;
    int y1 = y0 + yStride;
    int y2 = y1 + yStride;
    int y3 = y2 + yStride;
    for (int e = 0; e < elements; e += LANES) {
      FloatVector r0 = FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + e);
      FloatVector r1 = FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + e);
      FloatVector r2 = FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + e);
      FloatVector r3 = FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + e);
      FloatVector s = r0.fma(a0, FloatVector.fromArray(VectorWidth.FLOATS, y, y0 + e));
      r3.fma(a3, r2.fma(a2, r1.fma(a1, s))).intoArray(y, y0 + e);
      FloatVector t = r0.fma(b0, FloatVector.fromArray(VectorWidth.FLOATS, y, y1 + e));
      r3.fma(b3, r2.fma(b2, r1.fma(b1, t))).intoArray(y, y1 + e);
      FloatVector u = r0.fma(c0, FloatVector.fromArray(VectorWidth.FLOATS, y, y2 + e));
      r3.fma(c3, r2.fma(c2, r1.fma(c1, u))).intoArray(y, y2 + e);
      FloatVector v = r0.fma(d0, FloatVector.fromArray(VectorWidth.FLOATS, y, y3 + e));
      r3.fma(d3, r2.fma(d2, r1.fma(d1, v))).intoArray(y, y3 + e);
    }
  }
}
