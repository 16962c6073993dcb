package abruzzi.runtime.evaluation;

/** Log-probabilities of a row of logits, in double. */
final class Softmax {
  private Softmax() {}

  /** {@code log(sum(exp(logits)))} of {@code vocabulary} logits from {@code offset} on. */
  static double logSumExp(float[] logits, int offset, int vocabulary) {
    double max = logits[offset + top(logits, offset, vocabulary)];
    double total = 0;
    for (int i = 0; i < vocabulary; i++) {
      total += Math.exp(logits[offset + i] - max);
    }
    return Math.log(total) + max;
  }

  /** The most likely token; of equal ones the first. */
  static int top(float[] logits, int offset, int vocabulary) {
    int best = 0;
    for (int i = 1; i < vocabulary; i++) {
      best = logits[offset + i] > logits[offset + best] ? i : best;
    }
    return best;
  }
}
