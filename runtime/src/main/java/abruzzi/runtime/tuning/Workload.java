package abruzzi.runtime.tuning;

/** What settings are measured with. */
public enum Workload {
  /** A short prompt and some tokens of an answer. */
  EXCHANGE,
  /** A long prompt, for what only long ones show. */
  PROMPT,
  /** A long prompt and some tokens of an answer. */
  LONG_EXCHANGE;

  /** Time by which settings are judged: less is better. */
  double seconds(SpeedSample sample) {
    return this == PROMPT
        ? SpeedSample.PROMPT_TOKENS / sample.prefillTps()
        : sample.exchangeSeconds();
  }
}
