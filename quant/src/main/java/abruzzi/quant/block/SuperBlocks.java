package abruzzi.quant.block;

import static abruzzi.quant.block.LittleEndian.putF16;
import static abruzzi.quant.block.LittleEndian.putI16;
import static abruzzi.quant.block.LittleEndian.putI32;
import static abruzzi.quant.block.LittleEndian.putI8;

import java.lang.foreign.MemorySegment;

/**
 * Writes blocks of 256 weights with one code each from their scales and codes, the inverse of what
 * the codecs read.
 *
 * <p>Codes and scales are numbered from the lowest, 0, up.
 */
public final class SuperBlocks {
  private static final int ELEMENTS = 256;

  private SuperBlocks() {}

  /**
   * Q2_K.
   *
   * @param scales 16 of them, 0 to 15
   * @param minimums 16 of them, 0 to 15
   * @param codes 0 to 3
   */
  public static void putQ2K(
      MemorySegment target,
      long offsetBytes,
      float d,
      float dmin,
      int[] scales,
      int[] minimums,
      int[] codes) {
    for (int g = 0; g < Q2KLayout.SCALES_BYTES; g++) {
      putI8(target, offsetBytes + Q2KLayout.SCALES_OFFSET + g, scales[g] | (minimums[g] << 4));
    }
    PackedBits.put(target, offsetBytes + Q2KLayout.QS_OFFSET, 2, 32, codes, 0, ELEMENTS);
    putF16(target, offsetBytes + Q2KLayout.D_OFFSET, d);
    putF16(target, offsetBytes + Q2KLayout.DMIN_OFFSET, dmin);
  }

  /**
   * Q3_K.
   *
   * @param scales 16 of them plus 32, 0 to 63
   * @param codes weights plus 4, 0 to 7
   */
  public static void putQ3K(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] codes) {
    PackedBits.put(target, offsetBytes + Q3KLayout.HMASK_OFFSET, 1, 32, codes, 2, ELEMENTS);
    PackedBits.put(target, offsetBytes + Q3KLayout.QS_OFFSET, 2, 32, codes, 0, ELEMENTS);
    long at = offsetBytes + Q3KLayout.SCALES_OFFSET;
    PackedBits.put(target, at, 4, 8, scales, 0, 16);
    PackedBits.put(target, at + 8, 2, 4, scales, 4, 16);
    putF16(target, offsetBytes + Q3KLayout.D_OFFSET, d);
  }

  /**
   * Q4_K.
   *
   * @param scales 8 of them, 0 to 63
   * @param minimums 8 of them, 0 to 63
   * @param codes 0 to 15
   */
  public static void putQ4K(
      MemorySegment target,
      long offsetBytes,
      float d,
      float dmin,
      int[] scales,
      int[] minimums,
      int[] codes) {
    putF16(target, offsetBytes + Q4KLayout.D_OFFSET, d);
    putF16(target, offsetBytes + Q4KLayout.DMIN_OFFSET, dmin);
    SixBitScales.put(target, offsetBytes + Q4KLayout.SCALES_OFFSET, scales, minimums);
    PackedBits.put(target, offsetBytes + Q4KLayout.QS_OFFSET, 4, 32, codes, 0, ELEMENTS);
  }

  /**
   * Q5_K.
   *
   * @param scales 8 of them, 0 to 63
   * @param minimums 8 of them, 0 to 63
   * @param codes 0 to 31
   */
  public static void putQ5K(
      MemorySegment target,
      long offsetBytes,
      float d,
      float dmin,
      int[] scales,
      int[] minimums,
      int[] codes) {
    putF16(target, offsetBytes + Q5KLayout.D_OFFSET, d);
    putF16(target, offsetBytes + Q5KLayout.DMIN_OFFSET, dmin);
    SixBitScales.put(target, offsetBytes + Q5KLayout.SCALES_OFFSET, scales, minimums);
    PackedBits.put(target, offsetBytes + Q5KLayout.QH_OFFSET, 1, 32, codes, 4, ELEMENTS);
    PackedBits.put(target, offsetBytes + Q5KLayout.QS_OFFSET, 4, 32, codes, 0, ELEMENTS);
  }

  /**
   * Q6_K.
   *
   * @param scales 16 of them plus 128, 0 to 255
   * @param codes weights plus 32, 0 to 63
   */
  public static void putQ6K(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] codes) {
    PackedBits.put(target, offsetBytes + Q6KLayout.QL_OFFSET, 4, 64, codes, 0, ELEMENTS);
    PackedBits.put(target, offsetBytes + Q6KLayout.QH_OFFSET, 2, 32, codes, 4, ELEMENTS);
    for (int g = 0; g < Q6KLayout.SCALES_BYTES; g++) {
      putI8(target, offsetBytes + Q6KLayout.SCALES_OFFSET + g, scales[g] - 128);
    }
    putF16(target, offsetBytes + Q6KLayout.D_OFFSET, d);
  }

  /**
   * IQ4_XS.
   *
   * @param scales 8 of them plus 32, 0 to 63
   * @param codes indices of steps, 0 to 15
   */
  public static void putIQ4XS(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] codes) {
    putF16(target, offsetBytes + IQ4XSLayout.D_OFFSET, d);
    PackedBits.put(target, offsetBytes + IQ4XSLayout.SCALES_HIGH_OFFSET, 2, 1, scales, 4, 8);
    PackedBits.put(target, offsetBytes + IQ4XSLayout.SCALES_LOW_OFFSET, 4, 1, scales, 0, 8);
    PackedBits.put(target, offsetBytes + IQ4XSLayout.QS_OFFSET, 4, 16, codes, 0, ELEMENTS);
  }

  /**
   * TQ1_0.
   *
   * @param codes weights plus 1, 0 to 2
   */
  public static void putTQ10(MemorySegment target, long offsetBytes, float d, int[] codes) {
    long qs = offsetBytes + TQ10Layout.QS_OFFSET;
    for (int k = 0; k < 32; k++) {
      putI8(target, qs + k, Trits.pack(codes, k, 32, 5));
    }
    for (int k = 0; k < 16; k++) {
      putI8(target, qs + 32 + k, Trits.pack(codes, 160 + k, 16, 5));
    }
    for (int k = 0; k < TQ10Layout.QH_BYTES; k++) {
      putI8(target, offsetBytes + TQ10Layout.QH_OFFSET + k, Trits.pack(codes, 240 + k, 4, 4));
    }
    putF16(target, offsetBytes + TQ10Layout.D_OFFSET, d);
  }

  /**
   * TQ2_0.
   *
   * @param codes weights plus 1, 0 to 2
   */
  public static void putTQ20(MemorySegment target, long offsetBytes, float d, int[] codes) {
    PackedBits.put(target, offsetBytes + TQ20Layout.QS_OFFSET, 2, 32, codes, 0, ELEMENTS);
    putF16(target, offsetBytes + TQ20Layout.D_OFFSET, d);
  }

  /**
   * IQ1_S.
   *
   * @param words 8 of them, as stored: high index bits, scale, sign of the shift
   * @param indices 32 of them, 0 to 2047
   */
  public static void putIQ1S(
      MemorySegment target, long offsetBytes, float d, int[] words, int[] indices) {
    putF16(target, offsetBytes + IQ1SLayout.D_OFFSET, d);
    for (int cell = 0; cell < IQ1SLayout.QS_BYTES; cell++) {
      putI8(target, offsetBytes + IQ1SLayout.QS_OFFSET + cell, indices[cell]);
    }
    for (int i = 0; i < 8; i++) {
      int word = words[i];
      for (int l = 0; l < 4; l++) {
        word |= indices[4 * i + l] >> 8 << (3 * l);
      }
      putI16(target, offsetBytes + IQ1SLayout.QH_OFFSET + 2L * i, word);
    }
  }

  /**
   * IQ1_M.
   *
   * @param scales 16 of them, 0 to 7
   * @param indices 32 of them, 0 to 2047, and 2048 more where the shift is negative
   */
  public static void putIQ1M(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices) {
    for (int cell = 0; cell < IQ1MLayout.QS_BYTES; cell++) {
      putI8(target, offsetBytes + IQ1MLayout.QS_OFFSET + cell, indices[cell]);
    }
    PackedBits.put(target, offsetBytes + IQ1MLayout.QH_OFFSET, 4, 1, indices, 8, 32);
    int half = Float.floatToFloat16(d);
    for (int word = 0; word < 4; word++) {
      int packed = (half >> (4 * word) & 15) << 12;
      for (int k = 0; k < 4; k++) {
        packed |= scales[4 * word + k] << (3 * k);
      }
      putI16(target, offsetBytes + IQ1MLayout.SCALES_OFFSET + 2L * word, packed);
    }
  }

  /**
   * IQ2_XXS.
   *
   * @param scales 8 of them, 0 to 15
   * @param indices 32 of them, 0 to 255
   * @param signs 32 masks of even parity, bit {@code j} set when element {@code j} is negative
   */
  public static void putIQ2XXS(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs) {
    putF16(target, offsetBytes + IQ2XXSLayout.D_OFFSET, d);
    for (int i = 0; i < 8; i++) {
      long at =
          offsetBytes + IQ2XXSLayout.SUBBLOCKS_OFFSET + (long) i * IQ2XXSLayout.SUBBLOCK_BYTES;
      for (int l = 0; l < 4; l++) {
        putI8(target, at + l, indices[4 * i + l]);
      }
      int word = signsAndScale(signs, 4 * i, scales[i]);
      putI32(target, at + IQ2XXSLayout.SCALE_AND_SIGNS_IN_SUBBLOCK, word);
    }
  }

  /**
   * IQ2_XS.
   *
   * @param scales 16 of them, 0 to 15
   * @param indices 32 of them, 0 to 511
   * @param signs 32 masks of even parity
   */
  public static void putIQ2XS(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs) {
    putF16(target, offsetBytes + IQ2XSLayout.D_OFFSET, d);
    for (int cell = 0; cell < 32; cell++) {
      int word = indices[cell] | (signs[cell] & 127) << 9;
      putI16(target, offsetBytes + IQ2XSLayout.QS_OFFSET + 2L * cell, word);
    }
    PackedBits.put(target, offsetBytes + IQ2XSLayout.SCALES_OFFSET, 4, 1, scales, 0, 16);
  }

  /**
   * IQ2_S.
   *
   * @param scales 16 of them, 0 to 15
   * @param indices 32 of them, 0 to 1023
   * @param signs 32 masks
   */
  public static void putIQ2S(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs) {
    putF16(target, offsetBytes + IQ2SLayout.D_OFFSET, d);
    for (int cell = 0; cell < 32; cell++) {
      putI8(target, offsetBytes + IQ2SLayout.QS_OFFSET + cell, indices[cell]);
      putI8(target, offsetBytes + IQ2SLayout.SIGNS_OFFSET + cell, signs[cell]);
    }
    PackedBits.put(target, offsetBytes + IQ2SLayout.QH_OFFSET, 2, 1, indices, 8, 32);
    PackedBits.put(target, offsetBytes + IQ2SLayout.SCALES_OFFSET, 4, 1, scales, 0, 16);
  }

  /**
   * IQ3_XXS.
   *
   * @param scales 8 of them, 0 to 15
   * @param indices 64 of them, 0 to 255
   * @param signs 32 masks of even parity, one for two indices
   */
  public static void putIQ3XXS(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs) {
    putF16(target, offsetBytes + IQ3XXSLayout.D_OFFSET, d);
    for (int cell = 0; cell < IQ3XXSLayout.QS_BYTES; cell++) {
      putI8(target, offsetBytes + IQ3XXSLayout.QS_OFFSET + cell, indices[cell]);
    }
    for (int i = 0; i < 8; i++) {
      int word = signsAndScale(signs, 4 * i, scales[i]);
      putI32(target, offsetBytes + IQ3XXSLayout.SCALES_AND_SIGNS_OFFSET + 4L * i, word);
    }
  }

  /**
   * IQ3_S.
   *
   * @param scales 8 of them, 0 to 15
   * @param indices 64 of them, 0 to 511
   * @param signs 32 masks, one for two indices
   */
  public static void putIQ3S(
      MemorySegment target, long offsetBytes, float d, int[] scales, int[] indices, int[] signs) {
    putF16(target, offsetBytes + IQ3SLayout.D_OFFSET, d);
    for (int cell = 0; cell < IQ3SLayout.QS_BYTES; cell++) {
      putI8(target, offsetBytes + IQ3SLayout.QS_OFFSET + cell, indices[cell]);
    }
    PackedBits.put(target, offsetBytes + IQ3SLayout.QH_OFFSET, 1, 1, indices, 8, 64);
    for (int group = 0; group < IQ3SLayout.SIGNS_BYTES; group++) {
      putI8(target, offsetBytes + IQ3SLayout.SIGNS_OFFSET + group, signs[group]);
    }
    PackedBits.put(target, offsetBytes + IQ3SLayout.SCALES_OFFSET, 4, 1, scales, 0, 8);
  }

  /** Four sign patterns from the lowest bit up, then the scale. */
  private static int signsAndScale(int[] signs, int first, int scale) {
    int word = scale << 28;
    for (int l = 0; l < 4; l++) {
      word |= (signs[first + l] & 127) << (7 * l);
    }
    return word;
  }
}
