package abruzzi.dense.gpu;

import abruzzi.quant.block.Codebook;
import abruzzi.quant.block.Codebooks;
import abruzzi.quant.gguf.GgmlType;

/** The tables of types with indices, as the kernels read them: four bytes to a word. */
final class GridWords {
  private GridWords() {}

  /** The table of a type, empty for types without. */
  static byte[] of(GgmlType type) {
    return switch (type) {
      case IQ1_S, IQ1_M -> eighths(Codebooks.iq1s());
      case IQ2_XXS -> Codebooks.iq2xxs().toBytes();
      case IQ2_XS -> Codebooks.iq2xs().toBytes();
      case IQ2_S -> Codebooks.iq2s().toBytes();
      case IQ3_XXS -> Codebooks.iq3xxs().toBytes();
      case IQ3_S -> Codebooks.iq3s().toBytes();
      default -> new byte[0];
    };
  }

  /** {@code 8 * value + 16}: the kernels subtract 16 and the shift of an eighth at once. */
  private static byte[] eighths(Codebook grid) {
    byte[] values = grid.toBytes();
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (8 * values[i] + 16);
    }
    return values;
  }
}
