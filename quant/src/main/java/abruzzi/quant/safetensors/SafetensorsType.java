package abruzzi.quant.safetensors;

import abruzzi.quant.block.BFloat16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/** Types of elements that weights and their scales are stored as. */
public enum SafetensorsType {
  F32(4),
  F16(2),
  BF16(2),
  F8_E4M3(1),
  I32(4),
  I64(8);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  SafetensorsType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are real numbers. */
  public boolean isReal() {
    return this != I32 && this != I64;
  }

  /** The type of this name, empty when weights are never stored as it. */
  public static Optional<SafetensorsType> ofName(String name) {
    for (SafetensorsType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * Decodes elements, exactly.
   *
   * @param source the data of a tensor
   * @param first index of the first element
   * @param count how many
   * @param out receives them from index 0 on
   * @throws IllegalArgumentException if this is no type of real numbers
   */
  public void decode(MemorySegment source, long first, int count, float[] out) {
    if (!isReal()) {
      throw new IllegalArgumentException("type=" + this + ", expected one of real numbers");
    }
    for (int i = 0; i < count; i++) {
      long at = (first + i) * bytes;
      out[i] =
          switch (this) {
            case F32 -> source.get(FLOAT, at);
            case F16 -> Float.float16ToFloat(source.get(SHORT, at));
            case BF16 -> BFloat16.toFloat(source.get(SHORT, at));
            default -> Float8E4M3.toFloat(source.get(ValueLayout.JAVA_BYTE, at));
          };
    }
  }
}
