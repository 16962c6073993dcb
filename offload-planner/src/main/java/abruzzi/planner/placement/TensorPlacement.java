package abruzzi.planner.placement;

import abruzzi.planner.TensorClass;
import abruzzi.planner.Tier;
import abruzzi.quant.gguf.GgmlType;

/**
 * Where a tensor lies that holds no routed experts.
 *
 * @param name its name in the file
 * @param tensorClass what it is
 * @param type storage type
 * @param bytes size in the file
 * @param tier where it lies
 */
public record TensorPlacement(
    String name, TensorClass tensorClass, GgmlType type, long bytes, Tier tier) {}
