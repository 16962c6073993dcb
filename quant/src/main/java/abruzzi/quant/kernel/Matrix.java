package abruzzi.quant.kernel;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A matrix of quantized rows where they lie in memory: {@code [rows, columns]}, {@code y = W x} has
 * {@code rows} results.
 *
 * @param data memory that holds the rows, back to back
 * @param offsetBytes where row 0 starts; in tiles, where row 0 of the whole matrix does
 * @param type storage type
 * @param rows number of rows (outputs)
 * @param columns row length (inputs), a multiple of the type's block
 * @param layout how the rows lie in memory
 * @param firstRow in tiles, where the rows begin in the matrix that they are a part of; else 0
 * @param wholeRows in tiles, the rows of that matrix; else {@code rows}
 */
public record Matrix(
    MemorySegment data,
    long offsetBytes,
    GgmlType type,
    long rows,
    int columns,
    MatrixLayout layout,
    long firstRow,
    long wholeRows) {
  public Matrix {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "rows=" + rows + " columns=" + columns + ", expected no negative number");
    }
    Objects.checkFromIndexSize(firstRow, rows, wholeRows);
    long bytes = Math.multiplyExact(rowBytes(layout, type, columns), wholeRows);
    if (layout == MatrixLayout.TILES) {
      Tiles.check(type, firstRow, columns);
      Tiles.check(type, rows, columns);
      Tiles.check(type, wholeRows, columns);
      bytes += Tiles.PADDING_BYTES;
    }
    Objects.checkFromIndexSize(offsetBytes, bytes, data.byteSize());
  }

  /** A matrix that is no part of another. */
  public Matrix(
      MemorySegment data,
      long offsetBytes,
      GgmlType type,
      long rows,
      int columns,
      MatrixLayout layout) {
    this(data, offsetBytes, type, rows, columns, layout, 0, rows);
  }

  /** Rows as in a file. */
  public Matrix(MemorySegment data, long offsetBytes, GgmlType type, long rows, int columns) {
    this(data, offsetBytes, type, rows, columns, MatrixLayout.ROWS);
  }

  private static long rowBytes(MatrixLayout layout, GgmlType type, int columns) {
    return layout == MatrixLayout.TILES ? Tiles.rowBytes(type, columns) : type.rowBytes(columns);
  }

  /** Bytes of one row; in tiles, of a 64th of a tile. */
  public long rowBytes() {
    return rowBytes(layout, type, columns);
  }

  /** Where a row starts; in tiles, only for a panel's first row, see {@link Tiles}. */
  public long rowOffsetBytes(long row) {
    return offsetBytes + (firstRow + row) * rowBytes();
  }

  /** Bytes of all rows. */
  public long sizeBytes() {
    return rows * rowBytes();
  }

  /**
   * Rows {@code first} to {@code first + count - 1} as a matrix of their own, nothing copied; in
   * tiles, both are multiples of 64.
   */
  public Matrix slice(long first, long count) {
    Objects.checkFromIndexSize(first, count, rows);
    return layout == MatrixLayout.TILES
        ? new Matrix(data, offsetBytes, type, count, columns, layout, firstRow + first, wholeRows)
        : new Matrix(data, rowOffsetBytes(first), type, count, columns);
  }
}
