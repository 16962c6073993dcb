package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * Encodes Q5_1 by the reference rule: {@code m = min}, {@code d = (max - min) / 31}, {@code q =
 * min(31, floor((x - m) * (1 / d) + 0.5))}.
 *
 * @see Q51Layout
 */
final class ScalarQ51Encoder implements BlockEncoder {
  @Override
  public GgmlType type() {
    return GgmlType.Q5_1;
  }

  @Override
  public void encodeBlock(float[] in, int inIndex, MemorySegment target, long offsetBytes) {
    ValueRange range = ValueRange.of(in, inIndex, Q51Layout.ELEMENTS);
    float d = (range.maximum() - range.minimum()) / 31;
    float inverse = d == 0 ? 0 : 1 / d;
    int[] codes = new int[Q51Layout.ELEMENTS];
    for (int e = 0; e < codes.length; e++) {
      float steps = (in[inIndex + e] - range.minimum()) * inverse;
      codes[e] = Math.min(31, (int) (steps + 0.5f));
    }
    SmallBlocks.putQ51(target, offsetBytes, d, range.minimum(), codes);
  }
}
