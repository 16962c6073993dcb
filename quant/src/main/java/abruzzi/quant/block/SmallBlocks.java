package abruzzi.quant.block;

import static abruzzi.quant.block.LittleEndian.putF16;
import static abruzzi.quant.block.LittleEndian.putI8;

import java.lang.foreign.MemorySegment;

/** Writes blocks of 32 weights from their scale and codes, the inverse of what the codecs read. */
public final class SmallBlocks {
  private static final int ELEMENTS = 32;
  private static final int HALF = ELEMENTS / 2;

  private SmallBlocks() {}

  /**
   * Q4_0 and IQ4_NL, which share their layout.
   *
   * @param codes as stored, 0 to 15: weights plus 8, or indices of steps
   */
  public static void putQ40(MemorySegment target, long offsetBytes, float d, int[] codes) {
    putF16(target, offsetBytes + Q40Layout.D_OFFSET, d);
    PackedBits.put(target, offsetBytes + Q40Layout.QS_OFFSET, 4, HALF, codes, 0, ELEMENTS);
  }

  /**
   * Q4_1.
   *
   * @param m what all weights have added
   * @param codes 0 to 15
   */
  public static void putQ41(MemorySegment target, long offsetBytes, float d, float m, int[] codes) {
    putF16(target, offsetBytes + Q41Layout.D_OFFSET, d);
    putF16(target, offsetBytes + Q41Layout.M_OFFSET, m);
    PackedBits.put(target, offsetBytes + Q41Layout.QS_OFFSET, 4, HALF, codes, 0, ELEMENTS);
  }

  /**
   * Q5_0.
   *
   * @param codes weights plus 16, 0 to 31
   */
  public static void putQ50(MemorySegment target, long offsetBytes, float d, int[] codes) {
    putF16(target, offsetBytes + Q50Layout.D_OFFSET, d);
    PackedBits.put(target, offsetBytes + Q50Layout.QH_OFFSET, 1, 1, codes, 4, ELEMENTS);
    PackedBits.put(target, offsetBytes + Q50Layout.QS_OFFSET, 4, HALF, codes, 0, ELEMENTS);
  }

  /**
   * Q5_1.
   *
   * @param m what all weights have added
   * @param codes 0 to 31
   */
  public static void putQ51(MemorySegment target, long offsetBytes, float d, float m, int[] codes) {
    putF16(target, offsetBytes + Q51Layout.D_OFFSET, d);
    putF16(target, offsetBytes + Q51Layout.M_OFFSET, m);
    PackedBits.put(target, offsetBytes + Q51Layout.QH_OFFSET, 1, 1, codes, 4, ELEMENTS);
    PackedBits.put(target, offsetBytes + Q51Layout.QS_OFFSET, 4, HALF, codes, 0, ELEMENTS);
  }

  /**
   * Q8_0.
   *
   * @param codes weights plus 127, 0 to 254
   */
  public static void putQ80(MemorySegment target, long offsetBytes, float d, int[] codes) {
    putF16(target, offsetBytes + Q80Layout.D_OFFSET, d);
    for (int e = 0; e < ELEMENTS; e++) {
      putI8(target, offsetBytes + Q80Layout.QS_OFFSET + e, codes[e] - 127);
    }
  }
}
