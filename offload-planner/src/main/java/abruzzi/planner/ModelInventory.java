package abruzzi.planner;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model consists of: tensors, parameters and bytes by class and storage type.
 *
 * @param tallies for each class that occurs, each storage type that occurs in it; both in the order
 *     of their enum
 */
public record ModelInventory(Map<TensorClass, Map<GgmlType, Tally>> tallies) {
  /** Keeps unmodifiable copies. */
  public ModelInventory {
    Map<TensorClass, Map<GgmlType, Tally>> copy = new EnumMap<>(TensorClass.class);
    tallies.forEach((c, types) -> copy.put(c, unmodifiableCopy(types)));
    tallies = Collections.unmodifiableMap(copy);
  }

  private static Map<GgmlType, Tally> unmodifiableCopy(Map<GgmlType, Tally> types) {
    Map<GgmlType, Tally> copy = new EnumMap<>(GgmlType.class);
    copy.putAll(types);
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Takes the inventory of a model.
   *
   * @throws ArithmeticException if a sum does not fit a long
   */
  public static ModelInventory of(List<TensorInfo> tensors) {
    Map<TensorClass, Map<GgmlType, Tally>> tallies = new EnumMap<>(TensorClass.class);
    for (TensorInfo tensor : tensors) {
      tallies
          .computeIfAbsent(TensorClass.of(tensor.name()), c -> new EnumMap<>(GgmlType.class))
          .merge(tensor.type(), Tally.of(tensor), Tally::plus);
    }
    return new ModelInventory(tallies);
  }

  /** The whole model. */
  public Tally total() {
    return sum(tallies.values().stream().map(Map::values).flatMap(Collection::stream));
  }

  /** All tensors of a class, zero when there are none. */
  public Tally ofClass(TensorClass tensorClass) {
    return sum(tallies.getOrDefault(tensorClass, Map.of()).values().stream());
  }

  /** The storage type that most bytes of a class have, nothing where there are none. */
  public Optional<GgmlType> mostOf(TensorClass tensorClass) {
    return tallies.getOrDefault(tensorClass, Map.of()).entrySet().stream()
        .max(Comparator.comparingLong(entry -> entry.getValue().bytes()))
        .map(Map.Entry::getKey);
  }

  /** All tensors of each storage type that occurs, in the order of the enum. */
  public Map<GgmlType, Tally> byType() {
    Map<GgmlType, Tally> byType = new EnumMap<>(GgmlType.class);
    for (Map<GgmlType, Tally> types : tallies.values()) {
      types.forEach((type, tally) -> byType.merge(type, tally, Tally::plus));
    }
    return byType;
  }

  private static Tally sum(Stream<Tally> parts) {
    return parts.reduce(Tally.ZERO, Tally::plus);
  }
}
