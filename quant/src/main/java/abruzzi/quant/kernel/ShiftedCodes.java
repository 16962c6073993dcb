package abruzzi.quant.kernel;

/**
 * Ints of codes that are multiplied in 16 bits without being taken apart.
 *
 * <p>An int holds codes of a row, {@code bits} each: {@code n} for even columns from the lowest bit
 * up, then {@code n} for odd ones. With {@code s = c0 + (c1 << bits) + (c2 << 2 bits) + ..} and
 * activations {@code a} in the same order, the sum of all {@code a[j] * c[j]} is that of {@code
 * (a[j] - (a[j - 1] << bits)) * (s >>> j bits)}. It holds for the lowest 16 bits of all these
 * numbers, too, and for both halves of the int at once: the lower half does with the shifts 0 to
 * {@code n - 1} what is needed for the first {@code n} columns, the upper half for the others, and
 * the two are added in the end.
 */
final class ShiftedCodes {
  private ShiftedCodes() {}

  /**
   * What an int is multiplied with, shifted by 0 to {@code n - 1} codes, as two shorts.
   *
   * @param x activations of {@code 2 n} columns from {@code from}
   * @param out receives {@code n} ints from {@code to}
   */
  static void multipliers(short[] x, int from, int n, int bits, int[] out, int to) {
    int last = from + 2 * n - 2;
    out[to] = pair(x[from], x[from + 1] - (x[last] << bits));
    for (int j = 1; j < n; j++) {
      int c = from + 2 * j;
      out[to + j] = pair(x[c] - (x[c - 2] << bits), x[c + 1] - (x[c - 1] << bits));
    }
  }

  private static int pair(int low, int high) {
    return (low & 0xFFFF) | high << 16;
  }
}
