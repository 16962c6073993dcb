package abruzzi.planner.placement;

/** What of the tensors that hold no routed experts may lie on a graphics card. */
public enum DensePart {
  /** Whatever is best. */
  ANY,
  /** All or nothing. */
  ALL_OR_NOTHING,
  /** All. */
  ALL
}
