package abruzzi.quant.repack;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Tiles;
import java.util.List;

/**
 * A matrix in tiles: what it is made of.
 *
 * @param name name of its tensor
 * @param type storage type of the weights
 * @param columns row length
 * @param rows rows of a plane
 * @param planes matrices one after the other, such as experts
 */
record TiledTensor(String name, GgmlType type, long columns, long rows, long planes) {
  /** Whether there are tiles of this type and shape. */
  boolean fits() {
    return columns > 0
        && columns <= Integer.MAX_VALUE
        && rows > 0
        && planes > 0
        && Tiles.fits(type, rows, (int) columns);
  }

  /**
   * Bytes in the file, padding included.
   *
   * @throws ArithmeticException if they do not fit a long
   */
  long sizeBytes() {
    long allRows = Math.multiplyExact(rows, planes);
    long bytes = Math.multiplyExact(allRows, Tiles.rowBytes(type, (int) columns));
    return Math.addExact(bytes, Tiles.PADDING_BYTES);
  }

  /** Dimensions of the weights, contiguous first. */
  List<Long> dims() {
    return planes == 1 ? List.of(columns, rows) : List.of(columns, rows, planes);
  }
}
