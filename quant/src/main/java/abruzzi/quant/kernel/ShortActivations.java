package abruzzi.quant.kernel;

/**
 * Rounded activations as {@link ShortProducts} takes them: rows that are multiplied together lie
 * column by column, each value twice in an int, and before each group of columns what their sums
 * begin with.
 *
 * <p>Sums begin with the group's sum of activations times the centre of the codes, subtracted: what
 * they end with then fits 16 bits, and what was subtracted is added to the wider sum.
 */
final class ShortActivations {
  private static final int TOKENS = ShortProducts.TOKENS;

  private int[] values = new int[0];
  private int[] lifts = new int[0];
  private float[] sums = new float[0];
  private int tokens;
  private int groups;
  private int groupColumns;

  /**
   * Lays some rows out.
   *
   * @param groupColumns 16 or 32
   * @param centre what codes are less before they are multiplied
   */
  void set(BlockActivations rows, int tokens, int columns, int groupColumns, int centre) {
    this.tokens = tokens;
    this.groupColumns = groupColumns;
    groups = columns / groupColumns;
    int[] from = rows.sums(groupColumns);
    resize((tokens + TOKENS) * groups * (groupColumns + 1), (tokens + 1) * groups);
    for (int i = 0; i < tokens * groups; i++) {
      sums[i] = from[i];
      lifts[i] = centre * from[i];
    }
    for (int t = 0; t < tokens; t += TOKENS) {
      int together = together(t);
      for (int lane = 0; lane < together; lane++) {
        if (t + lane < tokens) {
          row(rows.codes(), t + lane, together, index(t, 0) + lane);
        } else {
          noRow(together, index(t, 0) + lane);
        }
      }
    }
  }

  private void resize(int size, int count) {
    if (values.length < size) {
      values = new int[size];
    }
    if (sums.length < count) {
      sums = new float[count];
      lifts = new int[count];
    }
  }

  private void row(short[] codes, int token, int step, int index) {
    int to = index;
    int from = token * groups * groupColumns;
    for (int g = 0; g < groups; g++) {
      values[to] = twice(-lifts[token * groups + g]);
      to += step;
      for (int i = 0; i < groupColumns; i++) {
        values[to] = twice(codes[from + i]);
        to += step;
      }
      from += groupColumns;
    }
  }

  private void noRow(int step, int index) {
    for (int i = 0; i < groups * (groupColumns + 1); i++) {
      values[index + i * step] = 0;
    }
  }

  private static int twice(int value) {
    return (value & 0xFFFF) * 0x10001;
  }

  /** Rows that are multiplied together from row {@code token} on: 8, 4 or 2. */
  int together(int token) {
    int left = tokens - token;
    return left > TOKENS / 2 ? TOKENS : left > 2 ? 4 : 2;
  }

  /** Where a group of columns begins, of a row that is the first of those together. */
  int index(int token, int group) {
    return (groupColumns + 1) * (token * groups + group * together(token));
  }

  /** Number of a group of a row. */
  int number(int token, int group) {
    return token * groups + group;
  }

  /** Groups of a row. */
  int groups() {
    return groups;
  }

  int[] values() {
    return values;
  }

  /**
   * Of each group, its sum of activations times the centre of the codes; behind the last row there
   * is room for one more.
   */
  int[] lifts() {
    return lifts;
  }

  /** Sum of activations of each group, and the same room. */
  float[] sums() {
    return sums;
  }
}
