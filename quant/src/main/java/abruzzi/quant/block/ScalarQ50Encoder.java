package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Encodes Q5_0 by the reference rule: {@code d = max / -16} with {@code max} the signed element of
 * largest magnitude, which becomes -16; {@code q = min(31, floor(x * (1 / d) + 16.5))}.
 *
 * @see Q50Layout
 */
final class ScalarQ50Encoder implements BlockEncoder {
  @Override
  public GgmlType type() {
    return GgmlType.Q5_0;
  }

  @Override
  public void encodeBlock(float[] in, int inIndex, MemorySegment target, long offsetBytes) {
    float d = LargestMagnitude.of(in, inIndex, Q50Layout.ELEMENTS) / -16;
    float inverse = 1 / d;
    if (Float.isInfinite(inverse)) {
      inverse = 0; // all zero, or too small for a scale
    }
    int[] codes = new int[Q50Layout.ELEMENTS];
    for (int e = 0; e < codes.length; e++) {
      codes[e] = Math.min(31, (int) (in[inIndex + e] * inverse + 16.5f));
    }
    SmallBlocks.putQ50(target, offsetBytes, d, codes);
  }
}
