package abruzzi.quant.kernel;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products of 64 weight rows with several activation rows in 16 bits, over as few columns
 * as fit: a multiplication and an addition for 32 of them, twice as many as floats.
 *
 * <p>Weights lie as {@code [columns, 64]}, activations as {@code [columns, rows]}, each twice in an
 * int; sums as {@code [rows, 64]} shorts, two in an int.
 */
final class ShortProducts {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;

  /** Activation rows that are computed together. */
  static final int TOKENS = 8;

  /** Ints with the sums of one activation row. */
  static final int SUMS = Tiles.ROWS / 2;

  private ShortProducts() {}

  /**
   * Eight activation rows.
   *
   * @param w weights from {@code wIndex}
   * @param end index behind the last of them
   * @param step is 64; not known to the compiler, it keeps it from unrolling the loop
   */
  static void eight(
      short[] w, int wIndex, int end, int step, int[] x, int xIndex, int[] sums, int sumIndex) {
    ShortVector a0 = IntVector.broadcast(INTS, x[xIndex]).reinterpretAsShorts();
    ShortVector b0 = a0;
    ShortVector a1 = IntVector.broadcast(INTS, x[xIndex + 1]).reinterpretAsShorts();
    ShortVector b1 = a1;
    ShortVector a2 = IntVector.broadcast(INTS, x[xIndex + 2]).reinterpretAsShorts();
    ShortVector b2 = a2;
    ShortVector a3 = IntVector.broadcast(INTS, x[xIndex + 3]).reinterpretAsShorts();
    ShortVector b3 = a3;
    ShortVector a4 = IntVector.broadcast(INTS, x[xIndex + 4]).reinterpretAsShorts();
    ShortVector b4 = a4;
    ShortVector a5 = IntVector.broadcast(INTS, x[xIndex + 5]).reinterpretAsShorts();
    ShortVector b5 = a5;
    ShortVector a6 = IntVector.broadcast(INTS, x[xIndex + 6]).reinterpretAsShorts();
    ShortVector b6 = a6;
    ShortVector a7 = IntVector.broadcast(INTS, x[xIndex + 7]).reinterpretAsShorts();
    ShortVector b7 = a7;
    for (int k = wIndex, i = xIndex + 8; k < end; k += step, i += 8) {
      ShortVector wa = ShortVector.fromArray(SHORTS, w, k);
      ShortVector wb = ShortVector.fromArray(SHORTS, w, k + 32);
      ShortVector x0 = IntVector.broadcast(INTS, x[i]).reinterpretAsShorts();
      a0 = a0.add(wa.mul(x0));
      b0 = b0.add(wb.mul(x0));
      ShortVector x1 = IntVector.broadcast(INTS, x[i + 1]).reinterpretAsShorts();
      a1 = a1.add(wa.mul(x1));
      b1 = b1.add(wb.mul(x1));
      ShortVector x2 = IntVector.broadcast(INTS, x[i + 2]).reinterpretAsShorts();
      a2 = a2.add(wa.mul(x2));
      b2 = b2.add(wb.mul(x2));
      ShortVector x3 = IntVector.broadcast(INTS, x[i + 3]).reinterpretAsShorts();
      a3 = a3.add(wa.mul(x3));
      b3 = b3.add(wb.mul(x3));
      ShortVector x4 = IntVector.broadcast(INTS, x[i + 4]).reinterpretAsShorts();
      a4 = a4.add(wa.mul(x4));
      b4 = b4.add(wb.mul(x4));
      ShortVector x5 = IntVector.broadcast(INTS, x[i + 5]).reinterpretAsShorts();
      a5 = a5.add(wa.mul(x5));
      b5 = b5.add(wb.mul(x5));
      ShortVector x6 = IntVector.broadcast(INTS, x[i + 6]).reinterpretAsShorts();
      a6 = a6.add(wa.mul(x6));
      b6 = b6.add(wb.mul(x6));
      ShortVector x7 = IntVector.broadcast(INTS, x[i + 7]).reinterpretAsShorts();
      a7 = a7.add(wa.mul(x7));
      b7 = b7.add(wb.mul(x7));
    }
    a0.reinterpretAsInts().intoArray(sums, sumIndex);
    b0.reinterpretAsInts().intoArray(sums, sumIndex + 16);
    a1.reinterpretAsInts().intoArray(sums, sumIndex + 32);
    b1.reinterpretAsInts().intoArray(sums, sumIndex + 48);
    a2.reinterpretAsInts().intoArray(sums, sumIndex + 64);
    b2.reinterpretAsInts().intoArray(sums, sumIndex + 80);
    a3.reinterpretAsInts().intoArray(sums, sumIndex + 96);
    b3.reinterpretAsInts().intoArray(sums, sumIndex + 112);
    a4.reinterpretAsInts().intoArray(sums, sumIndex + 128);
    b4.reinterpretAsInts().intoArray(sums, sumIndex + 144);
    a5.reinterpretAsInts().intoArray(sums, sumIndex + 160);
    b5.reinterpretAsInts().intoArray(sums, sumIndex + 176);
    a6.reinterpretAsInts().intoArray(sums, sumIndex + 192);
    b6.reinterpretAsInts().intoArray(sums, sumIndex + 208);
    a7.reinterpretAsInts().intoArray(sums, sumIndex + 224);
    b7.reinterpretAsInts().intoArray(sums, sumIndex + 240);
  }

  /** Four activation rows: as {@link #eight}. */
  static void four(
      short[] w, int wIndex, int end, int step, int[] x, int xIndex, int[] sums, int sumIndex) {
    ShortVector a0 = IntVector.broadcast(INTS, x[xIndex]).reinterpretAsShorts();
    ShortVector b0 = a0;
    ShortVector a1 = IntVector.broadcast(INTS, x[xIndex + 1]).reinterpretAsShorts();
    ShortVector b1 = a1;
    ShortVector a2 = IntVector.broadcast(INTS, x[xIndex + 2]).reinterpretAsShorts();
    ShortVector b2 = a2;
    ShortVector a3 = IntVector.broadcast(INTS, x[xIndex + 3]).reinterpretAsShorts();
    ShortVector b3 = a3;
    for (int k = wIndex, i = xIndex + 4; k < end; k += step, i += 4) {
      ShortVector wa = ShortVector.fromArray(SHORTS, w, k);
      ShortVector wb = ShortVector.fromArray(SHORTS, w, k + 32);
      ShortVector x0 = IntVector.broadcast(INTS, x[i]).reinterpretAsShorts();
      a0 = a0.add(wa.mul(x0));
      b0 = b0.add(wb.mul(x0));
      ShortVector x1 = IntVector.broadcast(INTS, x[i + 1]).reinterpretAsShorts();
      a1 = a1.add(wa.mul(x1));
      b1 = b1.add(wb.mul(x1));
      ShortVector x2 = IntVector.broadcast(INTS, x[i + 2]).reinterpretAsShorts();
      a2 = a2.add(wa.mul(x2));
      b2 = b2.add(wb.mul(x2));
      ShortVector x3 = IntVector.broadcast(INTS, x[i + 3]).reinterpretAsShorts();
      a3 = a3.add(wa.mul(x3));
      b3 = b3.add(wb.mul(x3));
    }
    a0.reinterpretAsInts().intoArray(sums, sumIndex);
    b0.reinterpretAsInts().intoArray(sums, sumIndex + 16);
    a1.reinterpretAsInts().intoArray(sums, sumIndex + 32);
    b1.reinterpretAsInts().intoArray(sums, sumIndex + 48);
    a2.reinterpretAsInts().intoArray(sums, sumIndex + 64);
    b2.reinterpretAsInts().intoArray(sums, sumIndex + 80);
    a3.reinterpretAsInts().intoArray(sums, sumIndex + 96);
    b3.reinterpretAsInts().intoArray(sums, sumIndex + 112);
  }

  /** Two activation rows: as {@link #eight}. */
  static void two(
      short[] w, int wIndex, int end, int step, int[] x, int xIndex, int[] sums, int sumIndex) {
    ShortVector a0 = IntVector.broadcast(INTS, x[xIndex]).reinterpretAsShorts();
    ShortVector b0 = a0;
    ShortVector a1 = IntVector.broadcast(INTS, x[xIndex + 1]).reinterpretAsShorts();
    ShortVector b1 = a1;
    for (int k = wIndex, i = xIndex + 2; k < end; k += step, i += 2) {
      ShortVector wa = ShortVector.fromArray(SHORTS, w, k);
      ShortVector wb = ShortVector.fromArray(SHORTS, w, k + 32);
      ShortVector x0 = IntVector.broadcast(INTS, x[i]).reinterpretAsShorts();
      a0 = a0.add(wa.mul(x0));
      b0 = b0.add(wb.mul(x0));
      ShortVector x1 = IntVector.broadcast(INTS, x[i + 1]).reinterpretAsShorts();
      a1 = a1.add(wa.mul(x1));
      b1 = b1.add(wb.mul(x1));
    }
    a0.reinterpretAsInts().intoArray(sums, sumIndex);
    b0.reinterpretAsInts().intoArray(sums, sumIndex + 16);
    a1.reinterpretAsInts().intoArray(sums, sumIndex + 32);
    b1.reinterpretAsInts().intoArray(sums, sumIndex + 48);
  }
}
