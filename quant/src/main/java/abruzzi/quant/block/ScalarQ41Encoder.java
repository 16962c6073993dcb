package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Encodes Q4_1 by the reference rule: {@code m = min}, {@code d = (max - min) / 15}, {@code q =
 * min(15, floor((x - m) * (1 / d) + 0.5))}.
 *
 * @see Q41Layout
 */
final class ScalarQ41Encoder implements BlockEncoder {
  @Override
  public GgmlType type() {
    return GgmlType.Q4_1;
  }

  @Override
  public void encodeBlock(float[] in, int inIndex, MemorySegment target, long offsetBytes) {
    ValueRange range = ValueRange.of(in, inIndex, Q41Layout.ELEMENTS);
    float d = (range.maximum() - range.minimum()) / 15;
    float inverse = d == 0 ? 0 : 1 / d;
    int[] codes = new int[Q41Layout.ELEMENTS];
    for (int e = 0; e < codes.length; e++) {
      float steps = (in[inIndex + e] - range.minimum()) * inverse;
      codes[e] = Math.min(15, (int) (steps + 0.5f));
    }
    SmallBlocks.putQ41(target, offsetBytes, d, range.minimum(), codes);
  }
}
