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
   * @param codes where the tile's codes begin
   * @param scales where its scales begin
   * @param row number of the row in its tile, 0 to 31
   * @param place which of 32 shorts is the row's: rows {@code i} and {@code i + 16} lie side by
   *     side
   * @return whether all scales are finite
   */
  boolean row(
      MemorySegment source,
      long offset,
      int blocks,
      MemorySegment target,
      long codes,
      long scales,
      int row,
      int place);

  /** Whether a half float is neither infinite nor a NaN. */
  static boolean isFinite(short half) {
    return (half & 0x7C00) != 0x7C00;
  }
}
