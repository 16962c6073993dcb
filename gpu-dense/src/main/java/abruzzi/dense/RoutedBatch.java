package abruzzi.dense;

/**
 * What the expert engine needs of one layer: rows and picks. The arrays belong to the sequence and
 * are overwritten by its next step.
 *
 * @param rows normalised hidden rows {@code [tokens, hidden]}
 * @param tokens number of rows
 * @param all all picks, for whoever counts them
 * @param remaining the picks whose experts the backend does not compute itself
 */
public record RoutedBatch(float[] rows, int tokens, Picks all, Picks remaining) {
  /**
   * Experts of each token.
   *
   * @param used picks per token
   * @param experts expert numbers {@code [tokens, used]}
   * @param weights their weights {@code [tokens, used]}, 0 for those that stand in for others
   */
  public record Picks(int used, int[] experts, float[] weights) {}

  /** Nothing is left out: all picks remain. */
  public RoutedBatch(float[] rows, int tokens, Picks all) {
    this(rows, tokens, all, all);
  }
}
