package abruzzi.runtime.tuning;

/**
 * One short measurement.
 *
 * @param prefillTps tokens of a prompt per second
 * @param decodeTps tokens generated per second
 */
public record SpeedSample(double prefillTps, double decodeTps) {
  /** What settings are judged by: a prompt and an answer of usual lengths. */
  public static final int PROMPT_TOKENS = 512;

  public static final int ANSWER_TOKENS = 256;

  /** Time of a prompt of {@link #PROMPT_TOKENS} and an answer of {@link #ANSWER_TOKENS} tokens. */
  public double exchangeSeconds() {
    return PROMPT_TOKENS / prefillTps + ANSWER_TOKENS / decodeTps;
  }
}
