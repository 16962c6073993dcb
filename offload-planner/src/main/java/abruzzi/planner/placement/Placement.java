package abruzzi.planner.placement;

import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.quant.gguf.GgmlType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything of a model lies on a machine, how it is computed, and how fast that will be.
 *
 * @param model name of the model
 * @param estimated whether some of its storage types are only estimated
 * @param profile name of the machine's profile
 * @param threads threads that compute
 * @param copies whether weights are copied into main memory; else they are mapped from the file
 * @param contextTokens positions that the cache has room for
 * @param cacheType how the cache is stored
 * @param ram use of main memory
 * @param gpu use of graphics memory, null when it is not used
 * @param tensors all tensors that hold no routed experts, in the order of the model
 * @param experts the layers with routed experts
 * @param decode prediction of decoding, null when the profile does not know enough
 * @param decodeFull the same when the context is full
 * @param prefill how prompts are computed, null when the profile does not know enough
 * @param gap by what part of its time this may be slower than the best placement there is; 0 when
 *     there is none better, or the profile does not know enough
 */
public record Placement(
    String model,
    boolean estimated,
    String profile,
    int threads,
    boolean copies,
    int contextTokens,
    GgmlType cacheType,
    MemoryUse ram,
    MemoryUse gpu,
    List<TensorPlacement> tensors,
    List<LayerPlacement> experts,
    Prediction decode,
    Prediction decodeFull,
    PrefillPlan prefill,
    double gap) {
  /** Keeps unmodifiable copies. */
  public Placement {
    tensors = tensors == null ? List.of() : List.copyOf(tensors);
    experts = experts == null ? List.of() : List.copyOf(experts);
  }

  /** For each class of tensors that occurs, its bytes in the file by where they lie. */
  public Map<TensorClass, Map<Tier, Long>> classBytes() {
    Map<TensorClass, Map<Tier, Long>> bytes = new EnumMap<>(TensorClass.class);
    for (TensorPlacement tensor : tensors) {
      add(bytes, tensor.tensorClass(), tensor.tier(), tensor.bytes());
    }
    for (LayerPlacement layer : experts) {
      add(bytes, layer, Tier.GPU, layer.gpu());
      add(bytes, layer, Tier.RAM, layer.ram());
      add(bytes, layer, Tier.DISK, layer.disk());
    }
    return bytes;
  }

  private static void add(
      Map<TensorClass, Map<Tier, Long>> bytes, LayerPlacement layer, Tier tier, ExpertSet set) {
    add(bytes, TensorClass.ROUTED_EXPERTS, tier, layer.expertBytes() * set.size());
  }

  private static void add(
      Map<TensorClass, Map<Tier, Long>> bytes, TensorClass tensorClass, Tier tier, long count) {
    if (count > 0) {
      bytes
          .computeIfAbsent(tensorClass, c -> new EnumMap<>(Tier.class))
          .merge(tier, count, Long::sum);
    }
  }

  /** Bytes of the file that lie in a tier. */
  public long bytesIn(Tier tier) {
    return classBytes().values().stream().mapToLong(b -> b.getOrDefault(tier, 0L)).sum();
  }

  /** Routed experts in a tier, of all layers. */
  public int expertsIn(Tier tier) {
    return experts.stream()
        .mapToInt(
            layer ->
                switch (tier) {
                  case GPU -> layer.gpu().size();
                  case RAM -> layer.ram().size();
                  case DISK -> layer.disk().size();
                })
        .sum();
  }
}
