package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Quantizes rows of one type.
 *
 * <p>Threading: has scratch memory, one thread at a time.
 */
public final class RowQuantizer {
  /** How a weight is rounded. */
  public enum Method {
    /** Scales and codes are searched so that the weighted squared error is small. */
    SEARCH,
    /** By the fixed rule of the type, as other programs do it, bit for bit. */
    REFERENCE
  }

  private final BlockQuantizer blocks;
  private final float[] counts;
  private final int columns;

  /**
   * A quantizer of rows.
   *
   * @param columns length of a row, a multiple of the type's block
   * @throws IllegalArgumentException if there is no such method for the type, or the length is none
   */
  public RowQuantizer(GgmlType type, Method method, int columns) {
    blocks =
        method == Method.REFERENCE
            ? BlockQuantizers.reference(type)
            : BlockQuantizers.searching(type);
    type.rowBytes(columns);
    this.columns = columns;
    counts = new float[columns];
  }

  /**
   * Quantizes one row.
   *
   * @param x the row, finite
   * @param importance mean square of each column's input, or none
   * @param target receives the blocks
   * @param offsetBytes where they start
   */
  public void quantize(float[] x, float[] importance, MemorySegment target, long offsetBytes) {
    GgmlType type = blocks.type();
    ElementWeights.of(x, columns, importance, counts);
    long at = offsetBytes;
    for (int from = 0; from < columns; from += type.blockElements()) {
      blocks.quantize(x, counts, from, target, at);
      at += type.blockBytes();
    }
  }

  /**
   * Quantizes one row of a ternary type, each weight with the errors of those before it in mind.
   *
   * @param x the row, finite; is overwritten
   * @param target receives the blocks
   * @param offsetBytes where they start
   */
  void quantize(float[] x, ErrorFeedback feedback, MemorySegment target, long offsetBytes) {
    feedback.quantize(x, (TernaryQuantizer) blocks, counts, target, offsetBytes);
  }
}
