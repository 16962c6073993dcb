package abruzzi.planner.speed;

/**
 * What earlier runs on a machine taught about its processors, or about these and a graphics card
 * together.
 *
 * @param layerSeconds time that a layer of a single token takes beyond reading and multiplying
 * @param decodeFactor time that reading and multiplying took for single tokens, as a multiple of
 *     what rates promise
 * @param rowSeconds time that a layer takes beyond that for each of many tokens together
 * @param prefillFactor the factor for many tokens together
 */
public record RunCorrection(
    double layerSeconds, double decodeFactor, double rowSeconds, double prefillFactor) {
  /** Nothing is known: rates are taken as they are. */
  public static final RunCorrection NONE = new RunCorrection(0, 1, 0, 1);

  /** Checks the numbers. */
  public RunCorrection {
    check("layerSeconds", layerSeconds, layerSeconds >= 0);
    check("decodeFactor", decodeFactor, decodeFactor > 0);
    check("rowSeconds", rowSeconds, rowSeconds >= 0);
    check("prefillFactor", prefillFactor, prefillFactor > 0);
  }

  private static void check(String name, double value, boolean valid) {
    if (!valid || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + "=" + value + ", expected a number above 0");
    }
  }
}
