package abruzzi.planner.statistics;

/**
 * The routed part of a model.
 *
 * @param firstLayer number of the first layer with experts
 * @param layers layers with experts, which follow each other
 * @param experts routed experts of a layer
 * @param used experts that a token is routed to
 */
public record RoutingShape(int firstLayer, int layers, int experts, int used) {
  private static final int MOST = 1 << 16;

  /** Checks the numbers. */
  public RoutingShape {
    if (firstLayer < 0 || firstLayer > MOST) {
      throw new IllegalArgumentException("firstLayer=" + firstLayer + ", expected 0 to " + MOST);
    }
    check("layers", layers, MOST);
    check("experts", experts, MOST);
    check("used", used, experts);
    check("layers * experts", (long) layers * experts, 1 << 22);
  }

  private static void check(String name, long value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + "=" + value + ", expected 1 to " + most);
    }
  }

  /** Routed experts of all layers. */
  public int cells() {
    return layers * experts;
  }

  /** Where an expert stands in arrays {@code [layers, experts]}. */
  public int cell(int layer, int expert) {
    return layer * experts + expert;
  }
}
