package abruzzi.quant.mix;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What decides over the types of tensors.
 *
 * @param mix the mix
 * @param pure the type of all tensors whatever the mix says, or null
 * @param overrides go before the mix; the first whose pattern is found in a name holds
 * @param importance whether an importance matrix is at hand, which some mixes ask for
 */
public record TypeChoice(Mix mix, GgmlType pure, List<TensorRule> overrides, boolean importance) {
  /**
   * A type for the tensors of some names.
   *
   * @param pattern found anywhere in a name
   */
  public record TensorRule(Pattern pattern, GgmlType type) {}

  /** Copies the list. */
  public TypeChoice {
    overrides = List.copyOf(overrides);
  }

  /**
   * The type of each tensor, in the order in which files have them: those of no layer first, then
   * layer by layer, by name within.
   */
  public Map<String, GgmlType> types(List<TensorInfo> model, ModelShape shape) {
    List<TensorInfo> tensors =
        model.stream()
            .sorted(
                Comparator.comparingInt((TensorInfo t) -> TensorRole.layer(t.name()))
                    .thenComparing(TensorInfo::name))
            .toList();
    MixRules rules = new MixRules(mix, shape, importance);
    ExpertRules expertRules = new ExpertRules(mix, shape);
    Map<String, GgmlType> types = new LinkedHashMap<>();
    for (TensorInfo tensor : tensors) {
      TensorRole role = TensorRole.of(tensor);
      GgmlType wanted =
          mix.isForExperts() ? expertRules.type(tensor, role) : rules.type(tensor, role);
      if (role != TensorRole.KEPT) {
        wanted = override(tensor.name()).orElse(pure == null ? wanted : pure);
        wanted = fitting(wanted, tensor.dim(0));
      }
      types.put(tensor.name(), wanted);
    }
    return types;
  }

  /** The type that an override gives to a tensor, if one does. */
  public Optional<GgmlType> override(String tensor) {
    return overrides.stream()
        .filter(rule -> rule.pattern.matcher(tensor).find())
        .map(TensorRule::type)
        .findFirst();
  }

  /** Whether a tensor is one that mixes give a type to; vectors, norms and the router are not. */
  public static boolean isChosen(TensorInfo tensor) {
    return TensorRole.of(tensor) != TensorRole.KEPT;
  }

  /** The type itself, or one of smaller blocks and not fewer bits where rows are too short. */
  public static GgmlType fitting(GgmlType type, long columns) {
    if (columns % type.blockElements() == 0) {
      return type;
    }
    GgmlType smaller =
        switch (type) {
          case Q2_K, Q3_K, TQ1_0, TQ2_0 -> GgmlType.Q4_0;
          case Q4_K -> GgmlType.Q5_0;
          case Q5_K -> GgmlType.Q5_1;
          case Q6_K -> GgmlType.Q8_0;
          default -> GgmlType.IQ4_NL;
        };
    return columns % smaller.blockElements() == 0 ? smaller : GgmlType.F16;
  }
}
