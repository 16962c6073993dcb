package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products of tiles: 64 rows of a matrix with their codes interleaved, so that a vector of 32
 * shorts holds codes of 32 rows and look-up tables, once loaded, serve two of them.
 *
 * <p>A tile has the codes of all its blocks of 256 columns, then all scales, then all factors. What
 * these hold is the kernel's own matter, and that of the {@link TileWriter} of the same type.
 *
 * <p>Per row and block the sum of products is an exact integer before factors are applied in float,
 * block after block: one row and one activation row have the same bits whatever else is computed.
 */
interface TileKernel {
  /** How far ahead of its work a kernel touches the codes, in bytes. */
  long AHEAD = 128;

  /** Bytes of 64 rows and 256 columns. */
  int blockBytes();

  /** Bytes of its codes, which lie back to back at the beginning of a tile. */
  int codeBytes();

  /** Look-up tables for 256 activations; 0 for kernels that multiply the activations as floats. */
  int tables();

  /** Columns whose sum of activations is needed, 0 if none. */
  int sumColumns();

  /** Whether {@link #expand} makes minimums, which are multiplied with these sums. */
  default boolean hasMinimums() {
    return sumColumns() != 0;
  }

  /** From how many activation rows on decoding a tile for all of them is faster than looking up. */
  default int manyRows() {
    return 6;
  }

  /**
   * Makes the tables for 256 activations.
   *
   * @param x activations of 8 bits, from {@code from}
   * @param tables receives {@code tables()} tables from {@code out}
   */
  void fillTables(short[] x, int from, short[] tables, int out);

  /**
   * Adds the products of 64 rows with one activation row to {@code y[yIndex .. yIndex + 63]}.
   *
   * @param tile offset of the tile
   * @param blocks number of its blocks
   * @return of no use; it depends on bytes that are touched ahead, so that the loads stay
   */
  long one(MemorySegment data, long tile, int blocks, TileInput x, float[] y, int yIndex);

  /**
   * Decodes 32 rows and one block of 256 columns for products with many activation rows.
   *
   * @param half 0 for the first 32 rows, 1 for the others
   */
  void expand(MemorySegment data, long tile, int blocks, int block, int half, ExpandedTile out);
}
