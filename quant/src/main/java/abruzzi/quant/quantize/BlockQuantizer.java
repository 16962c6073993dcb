package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Quantizes blocks of one type so that the weighted squared error is small.
 *
 * <p>Threading: has scratch memory, one thread at a time.
 */
interface BlockQuantizer {
  /** The type this quantizes to; it gives elements and bytes per block. */
  GgmlType type();

  /**
   * Quantizes one block.
   *
   * @param x values, finite
   * @param w what the squared error of each counts, finite and above zero, at the same places
   * @param from index of the first
   * @param target receives the block
   * @param offsetBytes where it starts
   */
  void quantize(float[] x, float[] w, int from, MemorySegment target, long offsetBytes);
}
