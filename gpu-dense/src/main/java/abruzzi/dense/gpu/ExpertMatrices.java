package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import java.util.List;

/**
 * One matrix of each of some experts, of one type and shape, back to back; in several parts where a
 * device does not allocate that much at once.
 *
 * @param parts {@code partExperts} matrices each, the last one what is left
 * @param partExperts experts of a part
 * @param grid the table of the type, see {@link GridWords}; anything for types without
 * @param type storage type
 * @param rows rows of one expert
 * @param columns row length
 */
record ExpertMatrices(
    List<DeviceRegion> parts,
    int partExperts,
    DeviceRegion grid,
    GgmlType type,
    int rows,
    int columns) {
  /** Bytes of a row. */
  long rowBytes() {
    return type.rowBytes(columns);
  }

  /** In which part an expert lies. */
  int part(int place) {
    return place / partExperts;
  }

  /** Whether a kernel that was built for one can compute with the other at the same time. */
  boolean alike(ExpertMatrices other) {
    return type == other.type
        && rows == other.rows
        && columns == other.columns
        && partExperts == other.partExperts;
  }
}
