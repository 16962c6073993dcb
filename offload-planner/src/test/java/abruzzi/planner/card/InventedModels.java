package abruzzi.planner.card;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.List;
import java.util.SplittableRandom;

/** Models that do not exist. */
public final class InventedModels {
  private static final GgmlType[] TYPES = {
    GgmlType.TQ1_0,
    GgmlType.IQ1_S,
    GgmlType.IQ2_XXS,
    GgmlType.Q2_K,
    GgmlType.Q3_K,
    GgmlType.Q4_K,
    GgmlType.Q6_K,
    GgmlType.Q8_0,
    GgmlType.BF16
  };

  private InventedModels() {}

  /** A model of random sizes, in which each kind of tensor of each layer has a type of its own. */
  public static PlannedModel random(SplittableRandom random, int mostLayers, int mostExperts) {
    int layers = random.nextInt(1, mostLayers + 1);
    int experts = random.nextInt(2, mostExperts + 1);
    ModelSizes sizes =
        new ModelSizes(
            layers,
            random.nextInt(0, layers + 1),
            256 * random.nextInt(1, 9),
            random.nextInt(1, 17),
            random.nextBoolean() ? 0 : 256 * random.nextInt(1, 3),
            256 * random.nextInt(1, 3),
            64,
            64,
            64,
            256 * random.nextInt(1, 9),
            experts,
            random.nextInt(1, Math.min(experts, 8) + 1),
            random.nextInt(0, 3),
            256 * random.nextInt(1, 5),
            1024 * random.nextInt(1, 17),
            1024 << random.nextInt(0, 8));
    boolean oneType = random.nextBoolean();
    GgmlType type = TYPES[random.nextInt(TYPES.length)];
    List<TensorInfo> tensors =
        CardTensors.of(sizes).stream()
            .filter(tensor -> tensor.dims().stream().allMatch(dim -> dim > 0))
            .map(
                tensor ->
                    tensor.stored(
                        tensor.role() == TensorRole.EXACT
                            ? GgmlType.F32
                            : oneType ? type : TYPES[random.nextInt(TYPES.length)]))
            .toList();
    return new PlannedModel("invented", sizes, tensors, false, random.nextInt(8) == 0);
  }
}
