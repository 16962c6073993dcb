package abruzzi.runtime.evaluation;

import java.nio.ByteBuffer;

/**
 * How a model predicted the scored tokens of a window; {@code [scored tokens]} of each.
 *
 * @param negativeLogs negative log-likelihoods, nats
 * @param baseNegativeLogs the same of the base model
 * @param divergences from the base model's distribution to this model's, nats
 * @param outcomes what became of the most likely token
 */
record WindowScores(
    double[] negativeLogs, double[] baseNegativeLogs, double[] divergences, Outcome[] outcomes) {
  private static final int ROW_BYTES = 3 * Double.BYTES + 1;

  /** What became of the base model's most likely token. */
  enum Outcome {
    /** Still the most likely one. */
    KEPT(0),
    /** Another one is, and neither was the one that came. */
    CHANGED(1),
    /** The base model was right, this one is wrong. */
    LOST(2),
    /** The base model was wrong, this one is right. */
    WON(3);

    private static final Outcome[] BY_CODE = {KEPT, CHANGED, LOST, WON};

    private final byte code;

    Outcome(int code) {
      this.code = (byte) code;
    }

    static Outcome ofCode(byte code) {
      return BY_CODE[code];
    }

    static Outcome of(int baseTop, int top, int target) {
      if (top == baseTop) {
        return KEPT;
      }
      return baseTop == target ? LOST : top == target ? WON : CHANGED;
    }
  }

  static WindowScores empty(int scored) {
    return new WindowScores(
        new double[scored], new double[scored], new double[scored], new Outcome[scored]);
  }

  int tokens() {
    return negativeLogs.length;
  }

  byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(tokens() * ROW_BYTES);
    for (int i = 0; i < tokens(); i++) {
      out.putDouble(negativeLogs[i])
          .putDouble(baseNegativeLogs[i])
          .putDouble(divergences[i])
          .put(outcomes[i].code);
    }
    return out.array();
  }

  static WindowScores read(ByteBuffer in) {
    WindowScores scores = empty(in.remaining() / ROW_BYTES);
    for (int i = 0; i < scores.tokens(); i++) {
      scores.negativeLogs[i] = in.getDouble();
      scores.baseNegativeLogs[i] = in.getDouble();
      scores.divergences[i] = in.getDouble();
      scores.outcomes[i] = Outcome.ofCode(in.get());
    }
    return scores;
  }
}
