package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;

/** Brings the rows of one type into the order of the {@link TileKernel} of that type. */
interface TileWriter {
  /**
   * Writes one row of a tile.
   *
   * @param source the row's blocks, from {@code offset}
   * @param blocks number of blocks
   * @param target receives codes and scales
   * @param tile where the tile's first block begins
   * @param stride bytes from one of its blocks to the next
   * @param row number of the row in its tile, 0 to 63
   * @return whether all scales are finite
   */
  boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long tile,
      long stride,
      int row);
}
