package abruzzi.runtime.conversion;

import abruzzi.quant.gguf.GgmlType;
import java.util.List;

/**
 * A tensor to be written: matrices one after the other.
 *
 * @param name in GGUF
 * @param type storage type
 * @param dims contiguous first
 * @param parts its matrices, one for each expert where it holds experts
 */
record PlannedWeights(String name, GgmlType type, List<Long> dims, List<WeightRows> parts) {
  int columns() {
    return Math.toIntExact(dims.get(0));
  }

  /** Bytes of a row as it is written. */
  long rowBytes() {
    return type.rowBytes(dims.get(0));
  }

  /** Bytes of all of it as it is written. */
  long bytes() {
    return parts.stream().mapToLong(part -> part.rows() * rowBytes()).sum();
  }
}
