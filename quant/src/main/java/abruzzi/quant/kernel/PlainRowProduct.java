package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Products of rows in loops over arrays, which add in the order of the vectors and so give the same
 * bits. They are what a program starts with: in the interpreter an operation on a vector takes
 * microseconds, one on a float does not.
 */
abstract class PlainRowProduct implements RowProduct {
  static final int LANES = VectorWidth.FLOATS.length();

  @Override
  public final void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    int bytes = Math.toIntExact(w.rowBytes());
    PlainScratch own = scratch.plain();
    own.fit(bytes, columns);
    prepare(x, tokens, columns, own);
    for (int r = 0; r < rows; r++) {
      long offset = w.rowOffsetBytes(firstRow + r);
      MemorySegment.copy(w.data(), ValueLayout.JAVA_BYTE, offset, own.bytes(), 0, bytes);
      unpack(columns, own);
      for (int t = 0; t < tokens; t++) {
        y.values()[y.index() + t * y.stride() + r] = product(x, t, columns, own);
      }
    }
  }

  /** What is computed of the activations once for all rows. */
  void prepare(RowView x, int tokens, int columns, PlainScratch scratch) {}

  /** Takes the bytes of a row apart. */
  abstract void unpack(int columns, PlainScratch scratch);

  /** The product of the row and one activation row. */
  abstract float product(RowView x, int token, int columns, PlainScratch scratch);

  /** The sum of all lanes in the order of {@link LaneFold}; they are lost. */
  static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }

  /** A half of a row's bytes. */
  static float half(byte[] bytes, int index) {
    return Float.float16ToFloat((short) ((bytes[index] & 0xFF) + (bytes[index + 1] << 8)));
  }
}
