package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** A matrix of a checkpoint, row by row. */
interface WeightRows {
  /** Number of rows. */
  long rows();

  /** Length of a row. */
  int columns();

  /**
   * Decodes a row.
   *
   * @param out receives {@link #columns()} values
   */
  void decode(long row, float[] out);

  /**
   * Writes a row in a storage type without computing with it, where there is a way.
   *
   * @return false when there is none; nothing is written then
   */
  default boolean copy(long row, GgmlType type, MemorySegment target) {
    return false;
  }
}
