package abruzzi.runtime.conversion;

import abruzzi.quant.safetensors.SafetensorsType;
import java.lang.foreign.MemorySegment;

/**
 * A matrix of 8-bit floats with one scale for each square of 128 rows and columns: value = element
 * times scale, in single precision.
 *
 * @param data the elements {@code [rows, columns]}
 * @param scales {@code [rows / 128, columns / 128]}, both rounded up
 */
record ScaledRows(
    MemorySegment data, MemorySegment scales, SafetensorsType scaleType, long rows, int columns)
    implements WeightRows {
  static final int SQUARE = 128;

  @Override
  public void decode(long row, float[] out) {
    SafetensorsType.F8_E4M3.decode(data, row * columns, columns, out);
    int squares = Math.ceilDiv(columns, SQUARE);
    float[] factors = new float[squares];
    scaleType.decode(scales, row / SQUARE * squares, squares, factors);
    for (int c = 0; c < columns; c++) {
      out[c] *= factors[c / SQUARE];
    }
  }
}
