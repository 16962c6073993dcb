package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Encodes TQ1_0 by the reference rule, see {@link TernaryRounding}.
 *
 * @see TQ10Layout
 */
final class ScalarTQ10Encoder implements BlockEncoder {
  @Override
  public GgmlType type() {
    return GgmlType.TQ1_0;
  }

  @Override
  public void encodeBlock(float[] in, int inIndex, MemorySegment target, long offsetBytes) {
    int[] codes = new int[TQ10Layout.ELEMENTS];
    float d = TernaryRounding.round(in, inIndex, codes);
    SuperBlocks.putTQ10(target, offsetBytes, d, codes);
  }
}
