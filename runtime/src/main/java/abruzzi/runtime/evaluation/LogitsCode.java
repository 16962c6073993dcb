package abruzzi.runtime.evaluation;

/**
 * How a row of logits is kept on disk: 16 bits for each, the distance below the largest in steps of
 * {@code 2^-11}. Far below the largest the last bits are left zero, so that they compress away:
 * what such a token adds to a divergence is its probability times the square of the error.
 *
 * <pre>
 * distance below the largest   step     error at most   probability at most
 *   0 to  8                    2^-11    0.00025         1
 *   8 to 16                    2^-8     0.002           3.4e-4
 *  16 to 32, clipped there     2^-5     0.016           1.1e-7
 * </pre>
 *
 * <p>A row that is decoded is normalised anew. What is left of the errors changes a divergence
 * {@code d} of one position by up to {@code 2^-12 * sqrt(2 d)} and 1e-6, in either direction: the
 * mean over many positions has next to nothing of it.
 */
final class LogitsCode {
  private static final double STEP = 0x1p-11;
  private static final int LARGEST = 0xFFFF;
  private static final int MIDDLE_FROM = 8 << 11;
  private static final int FAR_FROM = 16 << 11;
  private static final int MIDDLE_BITS = 3;
  private static final int FAR_BITS = 6;
  private static final double[] WEIGHTS = weights();

  private LogitsCode() {}

  private static double[] weights() {
    double[] table = new double[LARGEST + 1];
    for (int code = 0; code < table.length; code++) {
      table[code] = Math.exp(-code * STEP);
    }
    return table;
  }

  /** Encodes a row: {@code vocabulary} logits from {@code offset} on. */
  static char[] encode(float[] logits, int offset, int vocabulary) {
    char[] codes = new char[vocabulary];
    float max = logits[offset + Softmax.top(logits, offset, vocabulary)];
    for (int i = 0; i < vocabulary; i++) {
      double steps = Math.min(LARGEST, ((double) max - logits[offset + i]) / STEP);
      codes[i] = (char) rounded((int) Math.rint(steps));
    }
    return codes;
  }

  private static int rounded(int code) {
    int bits = code < MIDDLE_FROM ? 0 : code < FAR_FROM ? MIDDLE_BITS : FAR_BITS;
    int half = bits == 0 ? 0 : 1 << (bits - 1);
    return Math.min(LARGEST, (code + half) >> bits << bits);
  }

  /**
   * Kullback-Leibler divergence {@code sum(p log(p / q))} in nats.
   *
   * @param base the encoded row of {@code p}
   * @param logits of {@code q}, as many from {@code offset} on
   * @param logSumExp of the logits of {@code q}
   */
  static double divergence(char[] base, float[] logits, int offset, double logSumExp) {
    double total = 0;
    double sum = 0;
    for (int i = 0; i < base.length; i++) {
      double weight = WEIGHTS[base[i]];
      total += weight;
      sum += weight * (-base[i] * STEP - logits[offset + i]);
    }
    return Math.max(0, sum / total - Math.log(total) + logSumExp);
  }
}
