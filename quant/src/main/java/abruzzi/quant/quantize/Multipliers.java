package abruzzi.quant.quantize;

/**
 * The whole numbers that a group's scale is of its block's scale: {@code first + step * code}.
 *
 * @param first the one of code 0
 * @param step between neighbours
 * @param count number of codes
 */
record Multipliers(int first, int step, int count) {
  int of(int code) {
    return first + step * code;
  }

  /** The one largest in magnitude. */
  int largest() {
    return Math.max(Math.abs(first), Math.abs(of(count - 1)));
  }

  /** The code of the largest multiplier that is not above {@code ratio}, or the first. */
  int codeBelow(float ratio) {
    return (int) Math.clamp(Math.floor((ratio - first) / step), 0, count - 1);
  }
}
