package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Products of tiles: 32 rows of a matrix with their codes interleaved, so that a vector of 32
 * shorts holds codes of 32 rows.
 *
 * <p>A tile is {@code blocks * codeBytes()} bytes of codes for its blocks of 256 columns, then
 * {@code blocks * scaleBytes()} bytes of scales. What these hold is the kernel's own matter, and
 * that of the {@link TileWriter} of the same type.
 *
 * <p>Per row and block the sum of products is an exact integer before scales are applied in float,
 * block after block: one row and one activation row have the same bits whatever else is computed.
 */
interface TileKernel {
  /** How far ahead of its work a kernel touches the codes, in bytes. */
  long AHEAD = 128;

  /** Bytes of codes for 32 rows and 256 columns. */
  int codeBytes();

  /** Bytes of scales for 32 rows and 256 columns. */
  int scaleBytes();

  /** Look-up tables for 256 activations. */
  int tables();

  /** Columns whose sum of activations is needed for the minimums, 0 if the type has none. */
  int sumColumns();

  /**
   * Makes the tables for 256 activations.
   *
   * @param x activations of 8 bits, from {@code from}
   * @param tables receives {@code tables()} tables from {@code out}
   */
  void fillTables(short[] x, int from, short[] tables, int out);

  /**
   * Adds the products of 32 rows with one activation row to {@code y[yIndex .. yIndex + 31]}.
   *
   * @param codes offset of the tile's codes
   * @param scales offset of its scales
   * @return of no use; it depends on bytes that are touched ahead, so that the loads stay
   */
  long one(
      MemorySegment data, long codes, long scales, int blocks, TileInput x, float[] y, int yIndex);

  /** Decodes 32 rows and one block of 256 columns for products with many activation rows. */
  void expand(MemorySegment data, long codes, long scales, ExpandedTile out);
}
