package abruzzi.planner;

/** Where weights live while the model runs. */
public enum Tier {
  /** Memory of the graphics card. */
  GPU,
  /** Main memory: read from the file once. */
  RAM,
  /** The file itself: read again whenever it is needed and no longer cached. */
  DISK
}
