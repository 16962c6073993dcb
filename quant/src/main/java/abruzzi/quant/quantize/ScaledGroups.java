package abruzzi.quant.quantize;

/**
 * The groups of a block as the search for the block's scale sees them. A group has a scale of its
 * own, and its weights are that scale times levels, whichever fit best.
 *
 * <p>The squared error of a group at scale {@code s} is {@code s² a - 2 s b} plus what does not
 * depend on the choice; {@code a = sum w level²} and {@code b = sum w x level}.
 */
interface ScaledGroups {
  /** Number of groups. */
  int groups();

  /** The scale that suits a group best, were it free. */
  float idealScale(int group);

  /** {@code a} at the ideal scale. */
  float idealSquares(int group);

  /** Chooses levels of a group for a scale; {@link #squares} and {@link #products} then hold. */
  void choose(int group, float scale);

  /** {@code a} of the last choice. */
  float squares();

  /** {@code b} of the last choice. */
  float products();
}
