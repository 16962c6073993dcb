package abruzzi.planner.placement;

/**
 * What another part would change.
 *
 * @param part what to buy, as in {@code memory channels: 4 instead of 2}
 * @param decodeTps tokens generated per second with it
 * @param prefillTps tokens of a prompt per second with it
 */
public record Purchase(String part, double decodeTps, double prefillTps) {}
