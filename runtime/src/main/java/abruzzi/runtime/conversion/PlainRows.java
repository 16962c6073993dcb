package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.safetensors.SafetensorsType;
import java.lang.foreign.MemorySegment;

/**
 * A matrix that is stored as it is.
 *
 * @param data the matrix {@code [rows, columns]}
 * @param type its elements
 */
record PlainRows(MemorySegment data, SafetensorsType type, long rows, int columns)
    implements WeightRows {
  @Override
  public void decode(long row, float[] out) {
    type.decode(data, row * columns, columns, out);
  }

  @Override
  public boolean copy(long row, GgmlType wanted, MemorySegment target) {
    if (!wanted.name().equals(type.name())) {
      return false;
    }
    long bytes = (long) columns * type.bytes();
    MemorySegment.copy(data, row * bytes, target, 0, bytes);
    return true;
  }
}
