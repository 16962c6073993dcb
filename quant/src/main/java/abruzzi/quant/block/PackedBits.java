package abruzzi.quant.block;

import java.lang.foreign.MemorySegment;

/**
 * Reads and writes fields of 1, 2 or 4 bits that lie in planes.
 *
 * <p>All formats pack small fields in the same way and differ only in the stride: a plane is {@code
 * stride} consecutive bytes, every byte of it gives its lowest field to the first {@code stride}
 * elements, its next field to the next {@code stride} elements, and so on; then the next plane
 * begins. With nibbles and a stride of 16:
 *
 * <pre>{@code
 * byte          0    1   ...  15  |  16   17  ...
 * low nibble    0    1   ...  15  |  32   33  ...   element
 * high nibble  16   17   ...  31  |  48   49  ...   element
 * }</pre>
 *
 * <p>A stride of 1 is the plain order: consecutive elements in one byte, lowest bits first.
 */
final class PackedBits {
  private PackedBits() {}

  /** The 4-bit field of {@code element}. */
  static int nibble(MemorySegment source, long offsetBytes, int stride, int element) {
    return field(source, offsetBytes, 4, stride, element);
  }

  /** The 2-bit field of {@code element}. */
  static int bitPair(MemorySegment source, long offsetBytes, int stride, int element) {
    return field(source, offsetBytes, 2, stride, element);
  }

  /** The 1-bit field of {@code element}. */
  static int bit(MemorySegment source, long offsetBytes, int stride, int element) {
    return field(source, offsetBytes, 1, stride, element);
  }

  private static int field(
      MemorySegment source, long offsetBytes, int bits, int stride, int element) {
    int fieldsPerByte = 8 / bits;
    int plane = element / (stride * fieldsPerByte);
    int fieldInByte = element / stride % fieldsPerByte;
    int packed = LittleEndian.u8(source, offsetBytes + (long) plane * stride + element % stride);
    return (packed >> (bits * fieldInByte)) & ((1 << bits) - 1);
  }

  /**
   * Writes the fields of consecutive elements.
   *
   * @param bits of a field: 1, 2 or 4
   * @param codes the field of element {@code e} is {@code codes[e] >> shift}, its low {@code bits}
   * @param elements a multiple of {@code stride * 8 / bits}
   */
  static void put(
      MemorySegment target,
      long offsetBytes,
      int bits,
      int stride,
      int[] codes,
      int shift,
      int elements) {
    int fieldsPerByte = 8 / bits;
    int mask = (1 << bits) - 1;
    long at = offsetBytes;
    for (int plane = 0; plane < elements; plane += stride * fieldsPerByte) {
      for (int l = 0; l < stride; l++) {
        int packed = 0;
        for (int field = 0; field < fieldsPerByte; field++) {
          int code = codes[plane + field * stride + l] >> shift;
          packed |= (code & mask) << (bits * field);
        }
        LittleEndian.putI8(target, at++, packed);
      }
    }
  }
}
