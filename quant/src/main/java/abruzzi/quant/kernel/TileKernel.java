package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products of tiles: 64 rows of a matrix with their codes interleaved, so that a vector holds codes
 * of several rows and what is looked up or multiplied with, once loaded, serves all of them.
 *
 * <p>A block, 256 columns of a tile, has codes, scales and factors, in the order in which they are
 * read. What these hold is the kernel's own matter, and that of the {@link TileWriter} of the same
 * type. Where the blocks of a matrix lie is that of {@link Tiles}.
 *
 * <p>Per row and block the sum of products is an exact integer before factors are applied in float,
 * block after block: one row and one activation row have the same bits whatever else is computed.
 */
interface TileKernel {
  /** Bytes of 64 rows and 256 columns. */
  int blockBytes();

  /** Width of vectors that this kernel needs. */
  default int leastBits() {
    return 512;
  }

  /** Look-up tables for 256 activations; 0 for kernels that multiply. */
  default int tables() {
    return 0;
  }

  /** Ints with 256 activations as this kernel multiplies them; 0 for kernels that do not. */
  default int multipliers() {
    return 0;
  }

  /** Columns whose sum of activations is needed, 0 if none. */
  int sumColumns();

  /**
   * From how many activation rows on it is faster to decode a tile for all of them, with {@link
   * #decode} or {@link #expand}, than to multiply it with each.
   */
  default int manyRows() {
    return Integer.MAX_VALUE;
  }

  /**
   * Makes the tables for 256 activations.
   *
   * @param x activations of 8 bits, from {@code from}
   * @param tables receives {@code tables()} tables from {@code out}
   */
  default void fillTables(short[] x, int from, short[] tables, int out) {
    throw new UnsupportedOperationException("activations are multiplied");
  }

  /**
   * Lays out 256 activations for multiplication in 16 bits.
   *
   * @param x activations of 8 bits, from {@code from}
   * @param out receives {@code multipliers()} ints from {@code to}
   */
  default void fillMultipliers(short[] x, int from, int[] out, int to) {
    throw new UnsupportedOperationException("activations are looked up or multiplied as floats");
  }

  /**
   * Adds the products of one block of some tiles with one activation row to {@code y}, 64 results
   * for each tile.
   *
   * @param offset where the block of the first tile lies; those of the next ones follow
   * @param number which block of the activations
   */
  void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex);

  /**
   * Decodes 32 rows of a block to floats for products with many activation rows.
   *
   * @param half 0 for the first 32 rows of the tile, 1 for the others
   */
  default void expand(MemorySegment data, long offset, int half, ExpandedTile out) {
    throw new UnsupportedOperationException("tiles are not decoded");
  }

  /** Whether tiles are decoded to integers, with {@link #decode}. */
  default boolean decodes() {
    return false;
  }

  /** What codes are less in sums of 16 bits, so that those of a group of columns fit. */
  default int centre() {
    return 0;
  }

  /**
   * Decodes half a block to integers for products with several activation rows; factors with the
   * first half.
   *
   * @param half 0 for the first 128 columns, 1 for the others
   */
  default void decode(MemorySegment data, long offset, int half, DecodedTile out) {
    throw new UnsupportedOperationException("tiles are not decoded");
  }
}
