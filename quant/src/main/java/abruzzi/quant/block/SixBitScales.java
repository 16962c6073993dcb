package abruzzi.quant.block;

import java.lang.foreign.MemorySegment;

/**
 * The 8 scales and 8 minimums of 6 bits each that Q4_K and Q5_K pack into 12 bytes.
 *
 * <pre>{@code
 * bytes 0-3    bits 0-5: scale g    g = 0..3    bits 6-7: bits 4-5 of scale g + 4
 * bytes 4-7    bits 0-5: minimum g  g = 0..3    bits 6-7: bits 4-5 of minimum g + 4
 * bytes 8-11   bits 0-3: bits 0-3 of scale g, bits 4-7: bits 0-3 of minimum g, g = 4..7
 * }</pre>
 */
public final class SixBitScales {
  /** Bytes that the scales and minimums take. */
  public static final int BYTES = 12;

  private SixBitScales() {}

  /**
   * The scale of a sub-block.
   *
   * @param source memory that holds the 12 bytes
   * @param offsetBytes where they start
   * @param subBlock 0 to 7
   * @return 0 to 63
   */
  public static int scale(MemorySegment source, long offsetBytes, int subBlock) {
    if (subBlock < 4) {
      return LittleEndian.u8(source, offsetBytes + subBlock) & 63;
    }
    int low = LittleEndian.u8(source, offsetBytes + 4 + subBlock) & 15;
    int high = LittleEndian.u8(source, offsetBytes + subBlock - 4) >> 6;
    return low | (high << 4);
  }

  /**
   * The minimum of a sub-block.
   *
   * @param source memory that holds the 12 bytes
   * @param offsetBytes where they start
   * @param subBlock 0 to 7
   * @return 0 to 63
   */
  public static int minimum(MemorySegment source, long offsetBytes, int subBlock) {
    if (subBlock < 4) {
      return LittleEndian.u8(source, offsetBytes + 4 + subBlock) & 63;
    }
    int low = LittleEndian.u8(source, offsetBytes + 4 + subBlock) >> 4;
    int high = LittleEndian.u8(source, offsetBytes + subBlock) >> 6;
    return low | (high << 4);
  }

  /** Writes 8 scales and 8 minimums, 0 to 63 each. */
  static void put(MemorySegment target, long offsetBytes, int[] scales, int[] minimums) {
    for (int g = 0; g < 4; g++) {
      LittleEndian.putI8(target, offsetBytes + g, scales[g] | (scales[g + 4] >> 4 << 6));
      LittleEndian.putI8(target, offsetBytes + 4 + g, minimums[g] | (minimums[g + 4] >> 4 << 6));
      LittleEndian.putI8(
          target, offsetBytes + 8 + g, (scales[g + 4] & 15) | ((minimums[g + 4] & 15) << 4));
    }
  }
}
