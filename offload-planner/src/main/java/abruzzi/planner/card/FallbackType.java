package abruzzi.planner.card;

import abruzzi.quant.gguf.GgmlType;

/** Which storage type a matrix gets when its rows are no whole number of blocks. */
public final class FallbackType {
  private FallbackType() {}

  /**
   * The type wanted, or the one of 32-element blocks that mainline's quantizer takes instead.
   *
   * @param columns row length, a multiple of 32
   */
  public static GgmlType of(GgmlType wanted, long columns) {
    if (columns % wanted.blockElements() == 0) {
      return wanted;
    }
    return switch (wanted) {
      case Q2_K, Q3_K, TQ1_0, TQ2_0, Q1_0, Q2_0 -> GgmlType.Q4_0;
      case Q4_K -> GgmlType.Q5_0;
      case Q5_K -> GgmlType.Q5_1;
      case Q6_K -> GgmlType.Q8_0;
      default -> GgmlType.IQ4_NL;
    };
  }
}
