package abruzzi.quant.kernel;

/** Where the rows of a tile have their codes and scales. */
final class TileOrder {
  private TileOrder() {}

  /**
   * Which of 64 shorts is a row's. The first 32 are a vector with rows 0 to 31, rows {@code i} and
   * {@code i + 16} side by side in an int; rows 32 to 63 follow.
   */
  static int shortPlace(int row) {
    return (row & 32) + 2 * (row & 15) + ((row >> 4) & 1);
  }

  /**
   * Which of 64 bytes is a row's: an int has rows {@code i}, {@code i + 16}, {@code i + 32} and
   * {@code i + 48}.
   */
  static int bytePlace(int row) {
    return 4 * (row & 15) + (row >> 4);
  }

  /** Where a row has its {@code d} among those of a block with {@code d} and {@code dmin}. */
  static long factorOffset(int row) {
    return 2L * shortPlace(row) + (row & 32) * 2L;
  }

  /** Whether a half float is neither infinite nor a NaN. */
  static boolean isFinite(short half) {
    return (half & 0x7C00) != 0x7C00;
  }
}
