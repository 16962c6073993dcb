package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * F32 rows times activations: one activation row straight from memory, four rows of weights at a
 * time, several as {@link DecodedRowProduct} does. Both give the same bits, see {@link RowTile}.
 */
final class VectorF32RowProduct implements RowProduct {
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final RowProduct many = new DecodedRowProduct(new F32RowDecoder());

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    if (tokens > 1) {
      many.rows(w, firstRow, rows, x, tokens, y, scratch);
      return;
    }
    float[] sums = scratch.sums(RowTile.ROWS * LANES);
    int whole = w.columns() & -LANES;
    for (int r = 0; r < rows; r += RowTile.ROWS) {
      int count = Math.min(RowTile.ROWS, rows - r);
      long offset = w.rowOffsetBytes(firstRow + r);
      // rows missing in the last tile are the last one again
      long o1 = offset + Math.min(1, count - 1) * w.rowBytes();
      long o2 = offset + Math.min(2, count - 1) * w.rowBytes();
      long o3 = offset + Math.min(3, count - 1) * w.rowBytes();
      four(w.data(), offset, o1, o2, o3, x.values(), x.index(), whole, sums);
      for (int i = 0; i < count; i++) {
        float sum = RowTile.fold(sums, i * LANES);
        for (int c = whole; c < w.columns(); c++) {
          float weight = w.data().get(FLOAT, offset + i * w.rowBytes() + GgmlType.F32.rowBytes(c));
          sum = Math.fma(weight, x.values()[x.index() + c], sum);
        }
        y.values()[y.index() + r + i] = sum;
      }
    }
  }

  private static void four(
      MemorySegment w,
      long o0,
      long o1,
      long o2,
      long o3,
      float[] x,
      int xIndex,
      int elements,
      float[] sums) {
    MappedMemory.touch(w, o0);
    FloatVector sum0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector sum1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector sum2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector sum3 = FloatVector.zero(VectorWidth.FLOATS);
    for (int e = 0; e < elements; e += LANES) {
      long at = 4L * e;
      FloatVector b = FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e);
      sum0 =
          FloatVector.fromMemorySegment(VectorWidth.FLOATS, w, o0 + at, LITTLE_ENDIAN).fma(b, sum0);
      sum1 =
          FloatVector.fromMemorySegment(VectorWidth.FLOATS, w, o1 + at, LITTLE_ENDIAN).fma(b, sum1);
      sum2 =
          FloatVector.fromMemorySegment(VectorWidth.FLOATS, w, o2 + at, LITTLE_ENDIAN).fma(b, sum2);
      sum3 =
          FloatVector.fromMemorySegment(VectorWidth.FLOATS, w, o3 + at, LITTLE_ENDIAN).fma(b, sum3);
    }
    sum0.intoArray(sums, 0);
    sum1.intoArray(sums, LANES);
    sum2.intoArray(sums, 2 * LANES);
    sum3.intoArray(sums, 3 * LANES);
  }
}
