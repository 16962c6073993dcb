package abruzzi.quant.kernel;

/** Three ternary weights in a number of 5 bits: {@code (w0 + 1) + 3 * (w1 + 1) + 9 * (w2 + 1)}. */
final class TernaryDigits {
  private TernaryDigits() {}

  /** The number for three digits 0 to 2. */
  static int pack(byte[] digits, int at) {
    return digits[at] + 3 * digits[at + 1] + 9 * digits[at + 2];
  }
}
