package abruzzi.planner.placement;

import abruzzi.planner.Tier;
import abruzzi.planner.speed.Limit;

/**
 * A part of the time of a token.
 *
 * @param kind what is computed or moved
 * @param tier where its weights are, null where there are none
 * @param limit what keeps it from being faster
 * @param bytes read, or moved, for one token on average
 * @param ms milliseconds that it takes
 * @param criticalMs of these, those in which nothing slower goes on at the same time; over all
 *     parts they add up to the time of the token
 */
public record StepPart(
    Kind kind, Tier tier, Limit limit, double bytes, double ms, double criticalMs) {
  /** What takes time. */
  public enum Kind {
    /** Projections of attention, and the router. */
    ATTENTION("attention and router"),
    /** Keys and values of the tokens before. */
    CACHE("cache of the context"),
    /** Shared experts and plain feed-forward networks. */
    SHARED("shared experts, dense FFN"),
    /** Experts that the router picks. */
    EXPERTS("routed experts"),
    /** Scores of all tokens of the vocabulary. */
    HEAD("output head"),
    /** Rows between processors and graphics card. */
    TRANSFER("rows over the link"),
    /** Starts of kernels. */
    LAUNCH("kernel launches"),
    /** What layers take on the processors beyond weights. */
    STEPS("steps of the layers");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** Its name for people. */
    public String label() {
      return label;
    }
  }
}
