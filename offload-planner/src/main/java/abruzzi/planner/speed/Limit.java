package abruzzi.planner.speed;

/** What keeps a piece of work from being faster. */
public enum Limit {
  /** How fast main memory is read. */
  MEMORY_BANDWIDTH("memory bandwidth"),
  /** How fast the processors multiply. */
  PROCESSORS("processor arithmetic"),
  /** Steps that take their time whatever they work on: parallel regions, sums, norms. */
  HOST_STEPS("steps on the processors"),
  /** How fast the graphics card reads its memory. */
  GPU_BANDWIDTH("graphics memory bandwidth"),
  /** Starts of kernels. */
  GPU_LAUNCHES("kernel launches"),
  /** The link between main memory and the graphics card. */
  LINK("PCIe link"),
  /** How fast the disk is read. */
  DISK("disk");

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  /** Its name in a sentence. */
  public String label() {
    return label;
  }
}
