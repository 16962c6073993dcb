package abruzzi.quant.kernel;

import abruzzi.quant.block.BlockEncoder;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.BlockFormat;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.block.Q8KLayout;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rounds activations as products of integers would: to Q8_K before weights in blocks of 256, to
 * Q8_0 before other blocks, to the weights' own type before F16 and BF16. What is computed with
 * them then differs from such products by the rounding of float sums alone.
 *
 * <p>For comparisons with programs that compute so; scalar, and repeated for each part of a
 * product.
 */
final class RoundedActivations {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RoundedActivations() {}

  /** Rows {@code [tokens, columns]} as weights of a type take them. */
  static RowView of(RowView x, int tokens, int columns, GgmlType weights) {
    GgmlType form = formOf(weights);
    if (form == GgmlType.F32) {
      return x;
    }
    BlockEncoder encoder = BlockEncoders.of(form).orElseThrow();
    float[] rounded = new float[Math.multiplyExact(tokens, columns)];
    MemorySegment blocks = MemorySegment.ofArray(new byte[Math.toIntExact(form.rowBytes(columns))]);
    for (int t = 0; t < tokens; t++) {
      encoder.encode(x.values(), x.index() + t * x.stride(), columns, blocks, 0);
      if (form == GgmlType.Q8_K) {
        decode(blocks, columns, rounded, t * columns);
      } else {
        BlockFormat format = BlockFormats.of(form).orElseThrow();
        format.decode(blocks, 0, columns, rounded, t * columns);
      }
    }
    return RowView.of(rounded, columns);
  }

  private static GgmlType formOf(GgmlType weights) {
    return switch (weights.blockElements()) {
      case 1 -> weights;
      case Q8KLayout.ELEMENTS -> GgmlType.Q8_K;
      default -> GgmlType.Q8_0;
    };
  }

  private static void decode(MemorySegment blocks, int columns, float[] out, int index) {
    for (int c = 0; c < columns; c++) {
      long block = (long) (c / Q8KLayout.ELEMENTS) * Q8KLayout.BYTES;
      long code = block + Q8KLayout.QS_OFFSET + c % Q8KLayout.ELEMENTS;
      out[index + c] =
          blocks.get(FLOAT, block + Q8KLayout.D_OFFSET) * blocks.get(ValueLayout.JAVA_BYTE, code);
    }
  }
}
