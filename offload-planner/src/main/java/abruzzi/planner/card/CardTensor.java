package abruzzi.planner.card;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import java.util.List;

/**
 * A tensor of a model card, which has no storage type yet.
 *
 * @param name full name
 * @param role what rules call it
 * @param layer its layer, -1 outside of layers
 * @param dims dimensions, contiguous first
 */
record CardTensor(String name, TensorRole role, int layer, List<Long> dims) {
  /** The tensor in a type, or in what that type falls back to for this row length. */
  TensorInfo stored(GgmlType wanted) {
    long columns = dims.get(0);
    GgmlType type = FallbackType.of(wanted, columns);
    long rows = dims.stream().skip(1).reduce(1L, Math::multiplyExact);
    return new TensorInfo(name, type, dims, 0, 0, Math.multiplyExact(rows, type.rowBytes(columns)));
  }
}
