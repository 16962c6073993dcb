package abruzzi.quant.safetensors;

import java.util.List;

/**
 * An entry of a header.
 *
 * @param type name of the element type, as in {@code BF16}
 * @param shape dimensions, slowest first
 * @param begin where its data begin, counted from the end of the header
 * @param end where they end
 */
public record SafetensorsTensor(String type, List<Long> shape, long begin, long end) {
  /** Keeps an unmodifiable copy. */
  public SafetensorsTensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * The element type.
   *
   * @throws IllegalArgumentException if weights are never stored as it
   */
  public SafetensorsType elementType() {
    return SafetensorsType.ofName(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "type=" + type + ", expected BF16, F16, F32, F8_E4M3, I32 or I64"));
  }
}
