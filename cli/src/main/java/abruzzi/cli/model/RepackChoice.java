package abruzzi.cli.model;

import abruzzi.profiles.HardwareProbe;

/** Whether weights are copied into memory in the layout that is computed with fastest. */
enum RepackChoice {
  /** As much as fits into available memory, for models large enough to gain and not repacked. */
  AUTO,
  /** All. */
  ON,
  /** Nothing: weights are read from the mapped file. */
  OFF;

  /** Smaller models answer before copying would have paid. */
  private static final long LEAST_BYTES = 256L << 20;

  /** Left to the system, to other programs and to what is not weights. */
  private static final double SHARE = 0.9;

  private static final long RESERVE_BYTES = 1L << 30;

  /** Whether there are to be copies of a model of this size. */
  boolean copies(long modelBytes, boolean repacked) {
    return this == ON || (this == AUTO && !repacked && modelBytes >= LEAST_BYTES);
  }

  /**
   * How much memory copies may take.
   *
   * @param plannedBytes what a plan has room for
   */
  long bytes(long modelBytes, boolean repacked, long plannedBytes) {
    if (!copies(modelBytes, repacked)) {
      return 0;
    }
    return this == ON ? Long.MAX_VALUE : Math.min(plannedBytes, room());
  }

  private static long room() {
    long available = HardwareProbe.availableMemoryBytes();
    return Math.max(0, (long) (SHARE * available) - RESERVE_BYTES);
  }
}
