package abruzzi.planner.speed;

/**
 * What earlier runs on a machine taught about its processors.
 *
 * @param layerSeconds time that a layer takes beyond reading and multiplying weights
 * @param factor time that reading and multiplying took, as a multiple of what rates promise
 */
public record HostCorrection(double layerSeconds, double factor) {
  /** Nothing is known: rates are taken as they are. */
  public static final HostCorrection NONE = new HostCorrection(0, 1);

  /** Checks the numbers. */
  public HostCorrection {
    if (!(layerSeconds >= 0) || !(factor > 0)) {
      throw new IllegalArgumentException(
          "layerSeconds="
              + layerSeconds
              + " factor="
              + factor
              + ", expected at least 0 and above 0");
    }
  }
}
