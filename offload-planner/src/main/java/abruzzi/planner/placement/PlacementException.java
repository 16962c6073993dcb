package abruzzi.planner.placement;

/** A model does not fit on a machine, and why. */
public final class PlacementException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long needBytes;
  private final long haveBytes;

  /**
   * Describes what is missing.
   *
   * @param message what, where and by how much, in one line
   * @param needBytes of main memory
   * @param haveBytes of main memory
   */
  public PlacementException(String message, long needBytes, long haveBytes) {
    super(message);
    this.needBytes = needBytes;
    this.haveBytes = haveBytes;
  }

  /** Main memory that there would have to be. */
  public long needBytes() {
    return needBytes;
  }

  /** Main memory that there is. */
  public long haveBytes() {
    return haveBytes;
  }
}
