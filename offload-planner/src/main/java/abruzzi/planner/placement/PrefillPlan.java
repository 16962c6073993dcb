package abruzzi.planner.placement;

/**
 * How a prompt is computed, and how fast.
 *
 * @param promptTokens tokens of the prompt
 * @param strategy where routed experts are computed that are not on the graphics card
 * @param batchTokens tokens computed together
 * @param streamFromTokens size of a batch from which on streaming is faster, 0 when it never is
 * @param ms milliseconds of the prompt
 */
public record PrefillPlan(
    int promptTokens, Strategy strategy, int batchTokens, int streamFromTokens, double ms) {
  /** Where routed experts are computed. */
  public enum Strategy {
    /** By the processors. */
    PROCESSORS("computed by the processors"),
    /** On the graphics card, through which they stream. */
    STREAM("streamed through the graphics card");

    private final String label;

    Strategy(String label) {
      this.label = label;
    }

    /** Its name for people. */
    public String label() {
      return label;
    }
  }

  /** Tokens of the prompt computed in a second. */
  public double tokensPerSecond() {
    return 1e3 * promptTokens / ms;
  }
}
