package abruzzi.planner.speed;

import abruzzi.profiles.DiskProfile;

/** How long a disk takes to read experts. */
public final class DiskSpeed {
  private final double bytesPerSecond;

  /** Reads of the size of an expert, several of which are in flight. */
  public DiskSpeed(DiskProfile disk) {
    double random = disk.randomBytesPerSecond().best();
    bytesPerSecond = random > 0 ? random : disk.sequentialBytesPerSecond();
  }

  /** Time to read so much. */
  public double readSeconds(double bytes) {
    return bytes / bytesPerSecond;
  }

  /** Whether times mean anything. */
  public boolean known() {
    return bytesPerSecond > 0;
  }
}
