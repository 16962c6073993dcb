package abruzzi.planner.work;

/**
 * A layer.
 *
 * @param attention attention, its norms, and the router
 * @param feedForward the shared experts, or the plain feed-forward network of a layer without
 *     routed experts
 * @param expert one routed expert; empty in a layer without
 */
public record LayerWork(Block attention, Block feedForward, Block expert) {
  /** Whether tokens are routed here. */
  public boolean routed() {
    return !expert.isEmpty();
  }
}
