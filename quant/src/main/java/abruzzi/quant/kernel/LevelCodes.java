package abruzzi.quant.kernel;

import java.lang.foreign.MemorySegment;

/** Reads blocks of 256 weights of one type as codes of levels and integer scales. */
interface LevelCodes {
  /**
   * Codes of 8 columns.
   *
   * @param block offset of the block
   * @param eight which 8 columns, 0 to 31
   * @return 8 codes, the first one's lowest, nothing above them
   */
  long codes(MemorySegment source, long block, int eight);

  /**
   * The scale of 16 columns.
   *
   * @param sixteen which 16 columns, 0 to 15
   * @return -128 to 127
   */
  int scale(MemorySegment source, long block, int sixteen);

  /** The block's factor as a half. */
  short factor(MemorySegment source, long block);
}
