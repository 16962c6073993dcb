package abruzzi.quant.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of an {@link ExpandedTile} with several activation rows, with the same bits as {@link
 * TileKernel#one}: sums of integers that stay below 2^24, so floats hold them exactly. Activations
 * lie as {@code [columns, 8]}, results as {@code [8, 32]}.
 */
final class TileBatch {
  /** Activation rows that are computed together. */
  static final int TOKENS = 8;

  /** Weight rows of an expanded tile. */
  static final int ROWS = 32;

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  private TileBatch() {}

  /**
   * Adds the products of 32 rows and some columns with eight activation rows to {@code sums}.
   *
   * @param w weights {@code [columns, 32]}
   * @param step is 32; not known to the compiler, it keeps it from unrolling the loop, whose loads
   *     it would all do first and spill
   * @param x activations {@code [columns, 8]} from {@code xIndex}
   * @param sums {@code [8, 32]}
   */
  static void eight(float[] w, int columns, int step, float[] x, int xIndex, float[] sums) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, 16);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, 32);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, 48);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, 64);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, 80);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, 96);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, 112);
    FloatVector a4 = FloatVector.fromArray(FLOATS, sums, 128);
    FloatVector b4 = FloatVector.fromArray(FLOATS, sums, 144);
    FloatVector a5 = FloatVector.fromArray(FLOATS, sums, 160);
    FloatVector b5 = FloatVector.fromArray(FLOATS, sums, 176);
    FloatVector a6 = FloatVector.fromArray(FLOATS, sums, 192);
    FloatVector b6 = FloatVector.fromArray(FLOATS, sums, 208);
    FloatVector a7 = FloatVector.fromArray(FLOATS, sums, 224);
    FloatVector b7 = FloatVector.fromArray(FLOATS, sums, 240);
    int end = ROWS * columns;
    for (int k = 0, i = xIndex; k < end; k += step, i += TOKENS) {
      FloatVector wa = FloatVector.fromArray(FLOATS, w, k);
      FloatVector wb = FloatVector.fromArray(FLOATS, w, k + 16);
      FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
      a0 = wa.fma(x0, a0);
      b0 = wb.fma(x0, b0);
      FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
      a1 = wa.fma(x1, a1);
      b1 = wb.fma(x1, b1);
      FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
      a2 = wa.fma(x2, a2);
      b2 = wb.fma(x2, b2);
      FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
      a3 = wa.fma(x3, a3);
      b3 = wb.fma(x3, b3);
      FloatVector x4 = FloatVector.broadcast(FLOATS, x[i + 4]);
      a4 = wa.fma(x4, a4);
      b4 = wb.fma(x4, b4);
      FloatVector x5 = FloatVector.broadcast(FLOATS, x[i + 5]);
      a5 = wa.fma(x5, a5);
      b5 = wb.fma(x5, b5);
      FloatVector x6 = FloatVector.broadcast(FLOATS, x[i + 6]);
      a6 = wa.fma(x6, a6);
      b6 = wb.fma(x6, b6);
      FloatVector x7 = FloatVector.broadcast(FLOATS, x[i + 7]);
      a7 = wa.fma(x7, a7);
      b7 = wb.fma(x7, b7);
    }
    a0.intoArray(sums, 0);
    b0.intoArray(sums, 16);
    a1.intoArray(sums, 32);
    b1.intoArray(sums, 48);
    a2.intoArray(sums, 64);
    b2.intoArray(sums, 80);
    a3.intoArray(sums, 96);
    b3.intoArray(sums, 112);
    a4.intoArray(sums, 128);
    b4.intoArray(sums, 144);
    a5.intoArray(sums, 160);
    b5.intoArray(sums, 176);
    a6.intoArray(sums, 192);
    b6.intoArray(sums, 208);
    a7.intoArray(sums, 224);
    b7.intoArray(sums, 240);
  }

  /** The same with the first four activation rows alone. */
  static void four(float[] w, int columns, int step, float[] x, int xIndex, float[] sums) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, 0);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, 16);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, 32);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, 48);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, 64);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, 80);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, 96);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, 112);
    int end = ROWS * columns;
    for (int k = 0, i = xIndex; k < end; k += step, i += TOKENS) {
      FloatVector wa = FloatVector.fromArray(FLOATS, w, k);
      FloatVector wb = FloatVector.fromArray(FLOATS, w, k + 16);
      FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
      a0 = wa.fma(x0, a0);
      b0 = wb.fma(x0, b0);
      FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
      a1 = wa.fma(x1, a1);
      b1 = wb.fma(x1, b1);
      FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
      a2 = wa.fma(x2, a2);
      b2 = wb.fma(x2, b2);
      FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
      a3 = wa.fma(x3, a3);
      b3 = wb.fma(x3, b3);
    }
    a0.intoArray(sums, 0);
    b0.intoArray(sums, 16);
    a1.intoArray(sums, 32);
    b1.intoArray(sums, 48);
    a2.intoArray(sums, 64);
    b2.intoArray(sums, 80);
    a3.intoArray(sums, 96);
    b3.intoArray(sums, 112);
  }

  /**
   * Ends a block: adds {@code factor * d * sum} of one activation row to {@code y}.
   *
   * @param sums sums of 32 rows from {@code index}
   * @param factor scale of the block's activations
   */
  static void finish(
      ExpandedTile tile, float[] sums, int index, float factor, float[] y, int yIndex) {
    for (int i = 0; i < ROWS; i += 16) {
      FloatVector d = FloatVector.fromArray(FLOATS, tile.factors(), i);
      FloatVector.fromArray(FLOATS, sums, index + i)
          .mul(d)
          .fma(FloatVector.broadcast(FLOATS, factor), FloatVector.fromArray(FLOATS, y, yIndex + i))
          .intoArray(y, yIndex + i);
    }
  }
}
