package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Encodes TQ2_0 by the reference rule, see {@link TernaryRounding}.
 *
 * @see TQ20Layout
 */
final class ScalarTQ20Encoder implements BlockEncoder {
  @Override
  public GgmlType type() {
    return GgmlType.TQ2_0;
  }

  @Override
  public void encodeBlock(float[] in, int inIndex, MemorySegment target, long offsetBytes) {
    int[] codes = new int[TQ20Layout.ELEMENTS];
    float d = TernaryRounding.round(in, inIndex, codes);
    SuperBlocks.putTQ20(target, offsetBytes, d, codes);
  }
}
