package abruzzi.planner.card;

import abruzzi.planner.PlannedModel;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A mix of storage types, by the name that its files carry.
 *
 * @param name as in {@code UD-TQ1_0}
 * @param rule which type each tensor has
 * @param upgrades where only the size of files is published: what makes up for it, else null
 */
record Mix(String name, MixRule rule, Upgrades upgrades) {
  private static final long GB = 1_000_000_000;

  private static final List<Mix> NAMED =
      List.of(
          ternary(GgmlType.TQ1_0),
          ternary(GgmlType.TQ2_0),
          new Mix(
              "Q2_K",
              MixRule.uniform(GgmlType.Q2_K)
                  .withDown(GgmlType.Q3_K, MixRule.DownPlace.ALL)
                  .with(GgmlType.Q2_K, GgmlType.Q6_K, GgmlType.Q3_K),
              null),
          new Mix(
              "Q2_K_S",
              MixRule.uniform(GgmlType.Q2_K)
                  .withDown(GgmlType.Q4_K, MixRule.DownPlace.FIRST_LAYERS)
                  .with(GgmlType.Q2_K, GgmlType.Q6_K, GgmlType.Q2_K),
              null),
          codebook(GgmlType.IQ1_S),
          codebook(GgmlType.IQ1_M),
          codebook(GgmlType.IQ2_XXS),
          new Mix("INT4", MixRule.experts(GgmlType.Q4_0, GgmlType.Q8_0), null),
          new Mix(
              "UD-TQ1_0",
              unsloth(GgmlType.IQ1_S),
              new Upgrades(
                  GgmlType.IQ2_XXS,
                  GgmlType.IQ1_M,
                  Map.of(
                      ModelCard.KIMI_K2, 245 * GB,
                      ModelCard.KIMI_K2_THINKING, 245 * GB,
                      ModelCard.KIMI_K2_5, 240 * GB))),
          new Mix(
              "UD-Q2_K_XL",
              unsloth(GgmlType.Q2_K),
              new Upgrades(
                  GgmlType.Q3_K,
                  GgmlType.Q3_K,
                  Map.of(
                      ModelCard.KIMI_K2, 381 * GB,
                      ModelCard.KIMI_K2_5, 375 * GB))));

  private static Mix ternary(GgmlType type) {
    MixRule rule = MixRule.uniform(type).with(GgmlType.Q4_K, GgmlType.Q6_K, type);
    return new Mix(type.name(), rule, null);
  }

  private static Mix codebook(GgmlType type) {
    MixRule rule =
        MixRule.uniform(type)
            .withDown(GgmlType.Q2_K, MixRule.DownPlace.FIRST_TENSORS)
            .with(GgmlType.Q2_K, GgmlType.Q5_K, GgmlType.IQ2_XXS);
    return new Mix(type.name(), rule, null);
  }

  /** Experts of one type, before upgrades; everything else of more bits. */
  private static MixRule unsloth(GgmlType experts) {
    MixRule of = MixRule.experts(experts, GgmlType.Q6_K);
    return of.with(GgmlType.Q4_K, GgmlType.Q6_K, GgmlType.Q6_K);
  }

  /** The names that are no storage types. */
  static List<String> names() {
    return NAMED.stream().map(Mix::name).toList();
  }

  /** The mix of a name, in any case: a named one, or every matrix of one storage type. */
  static Optional<Mix> byName(String text) {
    String wanted = text.toUpperCase(Locale.ROOT);
    Optional<Mix> named = NAMED.stream().filter(mix -> mix.name.equals(wanted)).findFirst();
    return named.or(
        () ->
            Arrays.stream(GgmlType.values())
                .filter(type -> type.name().equals(wanted) && BlockFormats.of(type).isPresent())
                .findFirst()
                .map(type -> new Mix(type.name(), MixRule.uniform(type), null)));
  }

  /** A model in this mix. */
  PlannedModel of(ModelCard card) {
    List<CardTensor> shapes = CardTensors.of(card.sizes());
    List<TensorInfo> stored =
        shapes.stream().map(tensor -> tensor.stored(typeOf(tensor, card))).toList();
    boolean estimated = upgrades != null;
    return new PlannedModel(
        card.title() + " " + name,
        card.sizes(),
        estimated ? upgrades.apply(card, shapes, stored) : stored,
        estimated,
        false);
  }

  private GgmlType typeOf(CardTensor tensor, ModelCard card) {
    return tensor.role() == TensorRole.EXACT ? GgmlType.F32 : rule.typeOf(tensor, card.sizes());
  }
}
