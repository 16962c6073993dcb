package abruzzi.planner.work;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Tiles;

/**
 * Matrices of one storage type that a token is multiplied with.
 *
 * @param type storage type
 * @param weights number of weights
 * @param rows rows of the matrices
 * @param bytes their size in the file
 * @param tileBytes their size in tiles, 0 when they cannot be in tiles
 */
public record Work(GgmlType type, long weights, long rows, long bytes, long tileBytes) {
  /** The whole of a tensor. */
  public static Work of(TensorInfo tensor) {
    int columns = Math.toIntExact(tensor.dim(0));
    long rows = tensor.elements() / Math.max(1, columns);
    long tiles =
        Tiles.fits(tensor.type(), rows, columns)
            ? Math.multiplyExact(rows, Tiles.rowBytes(tensor.type(), columns))
            : 0;
    return new Work(tensor.type(), tensor.elements(), rows, tensor.sizeBytes(), tiles);
  }

  /** One of equal parts, as an expert is of a tensor that holds many. */
  public Work part(int parts) {
    return new Work(type, weights / parts, rows / parts, bytes / parts, tileBytes / parts);
  }

  /** Whether the two can be counted together. */
  boolean like(Work other) {
    return type == other.type && (tileBytes > 0) == (other.tileBytes > 0);
  }

  Work plus(Work other) {
    return new Work(
        type,
        weights + other.weights,
        rows + other.rows,
        bytes + other.bytes,
        tileBytes + other.tileBytes);
  }
}
