package abruzzi.quant.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Unaligned little-endian access to the fields of a block. */
final class LittleEndian {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** The byte at {@code offsetBytes}, -128 to 127. */
  static int i8(MemorySegment source, long offsetBytes) {
    return source.get(ValueLayout.JAVA_BYTE, offsetBytes);
  }

  /** The byte at {@code offsetBytes}, 0 to 255. */
  static int u8(MemorySegment source, long offsetBytes) {
    return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, offsetBytes));
  }

  /** The 16-bit word at {@code offsetBytes}, 0 to 65535. */
  static int u16(MemorySegment source, long offsetBytes) {
    return Short.toUnsignedInt(source.get(SHORT, offsetBytes));
  }

  /** The 32-bit word at {@code offsetBytes}; shift it with {@code >>>}. */
  static int i32(MemorySegment source, long offsetBytes) {
    return source.get(INT, offsetBytes);
  }

  /** The IEEE half at {@code offsetBytes}. */
  static float f16(MemorySegment source, long offsetBytes) {
    return Float.float16ToFloat(source.get(SHORT, offsetBytes));
  }

  /** The IEEE single at {@code offsetBytes}. */
  static float f32(MemorySegment source, long offsetBytes) {
    return source.get(FLOAT, offsetBytes);
  }

  /** Stores the low 16 bits of {@code value}. */
  static void putI16(MemorySegment target, long offsetBytes, int value) {
    target.set(SHORT, offsetBytes, (short) value);
  }

  /** Stores {@code value} as an IEEE half, rounded to nearest even. */
  static void putF16(MemorySegment target, long offsetBytes, float value) {
    target.set(SHORT, offsetBytes, Float.floatToFloat16(value));
  }

  /** Stores {@code value} as an IEEE single. */
  static void putF32(MemorySegment target, long offsetBytes, float value) {
    target.set(FLOAT, offsetBytes, value);
  }

  /** Stores the low 8 bits of {@code value}. */
  static void putI8(MemorySegment target, long offsetBytes, int value) {
    target.set(ValueLayout.JAVA_BYTE, offsetBytes, (byte) value);
  }

  /** Stores {@code value}. */
  static void putI32(MemorySegment target, long offsetBytes, int value) {
    target.set(INT, offsetBytes, value);
  }
}
