package abruzzi.quant.mix;

import abruzzi.quant.gguf.GgmlType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Mixes of storage types under the names that the field gives them. Each has a base type; where a
 * mix gives a tensor another one, see {@link MixRules}. The mixes that begin with {@code UD} keep
 * all but the routed experts at 4 to 8 bit, see {@link ExpertRules}.
 */
public enum Mix {
  F32(GgmlType.F32, 0),
  F16(GgmlType.F16, 1),
  BF16(GgmlType.BF16, 32),
  Q8_0(GgmlType.Q8_0, 7),
  Q4_0(GgmlType.Q4_0, 2),
  Q4_1(GgmlType.Q4_1, 3),
  Q5_0(GgmlType.Q5_0, 8),
  Q5_1(GgmlType.Q5_1, 9),
  Q2_K(GgmlType.Q2_K, 10),
  Q2_K_S(GgmlType.Q2_K, 21),
  Q3_K_S(GgmlType.Q3_K, 11),
  Q3_K_M(GgmlType.Q3_K, 12),
  Q3_K_L(GgmlType.Q3_K, 13),
  Q4_K_S(GgmlType.Q4_K, 14),
  Q4_K_M(GgmlType.Q4_K, 15),
  Q5_K_S(GgmlType.Q5_K, 16),
  Q5_K_M(GgmlType.Q5_K, 17),
  Q6_K(GgmlType.Q6_K, 18),
  IQ4_NL(GgmlType.IQ4_NL, 25),
  IQ4_XS(GgmlType.IQ4_XS, 30),
  IQ3_S(GgmlType.IQ3_S, 26),
  IQ3_M(GgmlType.IQ3_S, 27),
  IQ3_XS(GgmlType.IQ3_S, 22),
  IQ3_XXS(GgmlType.IQ3_XXS, 23),
  IQ2_M(GgmlType.IQ2_S, 29),
  IQ2_S(GgmlType.IQ2_XS, 28),
  IQ2_XS(GgmlType.IQ2_XS, 20),
  IQ2_XXS(GgmlType.IQ2_XXS, 19),
  IQ1_M(GgmlType.IQ1_M, 31),
  IQ1_S(GgmlType.IQ1_S, 24),
  TQ1_0(GgmlType.TQ1_0, 36),
  TQ2_0(GgmlType.TQ2_0, 37),
  UD_TQ1_0(GgmlType.TQ1_0, 36),
  UD_IQ1_S(GgmlType.IQ1_S, 24),
  UD_IQ1_M(GgmlType.IQ1_M, 31),
  UD_IQ2_XXS(GgmlType.IQ2_XXS, 19),
  UD_Q2_K(GgmlType.Q2_K, 10),
  UD_IQ3_XXS(GgmlType.IQ3_XXS, 23),
  UD_Q3_K(GgmlType.Q3_K, 12),
  UD_Q4_K(GgmlType.Q4_K, 15);

  private final GgmlType base;
  private final int fileType;

  Mix(GgmlType base, int fileType) {
    this.base = base;
    this.fileType = fileType;
  }

  /** The type of tensors for which there is no rule. */
  public GgmlType base() {
    return base;
  }

  /** What stands for this mix in {@code general.file_type}. */
  public int fileType() {
    return fileType;
  }

  /** The name as users write it, such as {@code UD-IQ1_S}. */
  public String label() {
    return name().replace("UD_", "UD-");
  }

  /** Whether only the routed experts get few bits. */
  boolean isForExperts() {
    return name().startsWith("UD_");
  }

  /**
   * The mix of a name, in any case; a type such as {@code Q4_K} without a mix of its name means the
   * middle one, {@code Q4_K_M}.
   */
  public static Optional<Mix> of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
    Optional<Mix> exact = Arrays.stream(values()).filter(m -> m.name().equals(wanted)).findFirst();
    return exact.isPresent()
        ? exact
        : Arrays.stream(values()).filter(m -> m.name().equals(wanted + "_M")).findFirst();
  }
}
