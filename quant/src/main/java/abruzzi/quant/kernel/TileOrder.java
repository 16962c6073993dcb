package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Where the rows of a tile have their codes and scales. */
final class TileOrder {
  private static final long TWO_BITS = 0x0303030303030303L;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

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

  /**
   * Writes the lowest two bits of each of eight bytes, the first byte's lowest.
   *
   * @param at where the 16 bits go
   */
  static void putTwoBits(MemorySegment target, long at, long eight) {
    target.set(SHORT, at, (short) Long.compress(eight, TWO_BITS));
  }

  /**
   * The lowest bits of eight bytes: of the four even ones from bit 0 up, of the odd ones from 16.
   *
   * @param mask which bits of the even bytes
   */
  static int evenThenOdd(long eight, long mask) {
    return (int) (Long.compress(eight, mask) | Long.compress(eight, mask << 8) << 16);
  }

  /** Whether a half float is neither infinite nor a NaN. */
  static boolean isFinite(short half) {
    return (half & 0x7C00) != 0x7C00;
  }
}
