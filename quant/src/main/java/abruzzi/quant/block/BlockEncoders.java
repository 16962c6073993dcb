package abruzzi.quant.block;

import abruzzi.quant.gguf.GgmlType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the scalar encoder of a type. */
public final class BlockEncoders {
  private static final Map<GgmlType, BlockEncoder> BY_TYPE =
      List.of(
              new ScalarF32Encoder(),
              new ScalarF16Encoder(),
              new ScalarBF16Encoder(),
              new ScalarQ40Encoder(),
              new ScalarQ41Encoder(),
              new ScalarQ50Encoder(),
              new ScalarQ51Encoder(),
              new ScalarQ80Encoder(),
              new ScalarQ8KEncoder(),
              new ScalarTQ10Encoder(),
              new ScalarTQ20Encoder())
          .stream()
          .collect(Collectors.toUnmodifiableMap(BlockEncoder::type, Function.identity()));

  private BlockEncoders() {}

  /** The encoder, or empty for types that have none by a fixed rule here. */
  public static Optional<BlockEncoder> of(GgmlType type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }
}
