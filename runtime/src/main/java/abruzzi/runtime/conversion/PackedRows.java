package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.safetensors.SafetensorsType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix of 4-bit integers with one scale for 32 columns of a row: value = (nibble - 8) times
 * scale. Q4_0 means the same; only the order of the nibbles differs, and that scales are halves.
 *
 * <pre>
 * packed  byte k of a group: column 2k in the low, 2k + 1 in the high nibble
 * Q4_0    byte j of a block: column j in the low, j + 16 in the high nibble
 * </pre>
 *
 * @param packed nibbles {@code [rows, columns / 2]} bytes
 * @param scales {@code [rows, columns / 32]}
 */
record PackedRows(
    MemorySegment packed, MemorySegment scales, SafetensorsType scaleType, long rows, int columns)
    implements WeightRows {
  static final int GROUP = 32;

  private static final int ZERO = 8;
  private static final int BLOCK_BYTES = Short.BYTES + GROUP / 2;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private int nibble(long row, int column) {
    long at = row * (columns / 2) + column / 2;
    return packed.get(ValueLayout.JAVA_BYTE, at) >> (column % 2 * 4) & 15;
  }

  private float[] scalesOf(long row) {
    int groups = columns / GROUP;
    float[] factors = new float[groups];
    scaleType.decode(scales, row * groups, groups, factors);
    return factors;
  }

  @Override
  public void decode(long row, float[] out) {
    float[] factors = scalesOf(row);
    for (int c = 0; c < columns; c++) {
      out[c] = (nibble(row, c) - ZERO) * factors[c / GROUP];
    }
  }

  @Override
  public boolean copy(long row, GgmlType type, MemorySegment target) {
    if (type != GgmlType.Q4_0) {
      return false;
    }
    float[] factors = scalesOf(row);
    for (int g = 0; g < factors.length; g++) {
      long block = (long) g * BLOCK_BYTES;
      target.set(SHORT, block, Float.floatToFloat16(factors[g]));
      for (int j = 0; j < GROUP / 2; j++) {
        int low = nibble(row, g * GROUP + j);
        int high = nibble(row, g * GROUP + j + GROUP / 2);
        target.set(ValueLayout.JAVA_BYTE, block + Short.BYTES + j, (byte) (low | high << 4));
      }
    }
    return true;
  }
}
