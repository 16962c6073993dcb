package abruzzi.quant.block;

/**
 * Ternary digits packed five to a byte.
 *
 * <p>The digits {@code t0 t1 t2 t3 t4}, 0 to 2 each and the first most significant, form the number
 * {@code v = 81 t0 + 27 t1 + 9 t2 + 3 t3 + t4}; the byte is the fraction {@code v / 243} scaled to
 * 256 and rounded up. Multiplying the fraction by 3 moves its first digit in front of the point,
 * which takes no division.
 *
 * <p>Source: ggml's type TQ1_0.
 */
public final class Trits {
  private static final int[] POWERS_OF_THREE = {1, 3, 9, 27, 81};

  private Trits() {}

  /**
   * One weight of a byte.
   *
   * @param packed the byte, 0 to 255
   * @param digit 0 to 4, 0 is the most significant
   * @return -1, 0 or 1
   */
  public static int at(int packed, int digit) {
    int fraction = (packed * POWERS_OF_THREE[digit]) & 255;
    return ((fraction * 3) >> 8) - 1;
  }

  /**
   * The byte of five digits.
   *
   * @param digits 0 to 2 each; the byte takes {@code count} of them, {@code stride} apart, the
   *     first the most significant, and 0 for the missing ones
   */
  static int pack(int[] digits, int first, int stride, int count) {
    int number = 0;
    for (int i = 0; i < 5; i++) {
      number = number * 3 + (i < count ? digits[first + i * stride] : 0);
    }
    return (number * 256 + 242) / 243;
  }
}
