package abruzzi.planner.speed;

import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.PcieProfile;

/**
 * How long a graphics card and its link take.
 *
 * <p>Profiles do not know how fast a card multiplies: what it computes is taken to be limited by
 * its memory, which holds for decoding.
 */
public final class GpuSpeed {
  private final GpuProfile gpu;

  /** A card whose rates are known, see {@link #known}. */
  public GpuSpeed(GpuProfile gpu) {
    this.gpu = gpu;
  }

  /** Whether enough is known of a card to plan with it. */
  public static boolean known(GpuProfile gpu) {
    return gpu.readBytesPerSecond() > 0 && upload(gpu.pcie()) > 0 && download(gpu.pcie()) > 0;
  }

  /** Time to read so much of its own memory. */
  public double readSeconds(double bytes) {
    return bytes / gpu.readBytesPerSecond();
  }

  /** Time to start so many kernels. */
  public double launchSeconds(double launches) {
    return launches * gpu.launchNanos() * 1e-9;
  }

  /** Time to bring so much from main memory, in one transfer. */
  public double uploadSeconds(double bytes) {
    return latencySeconds() + streamSeconds(bytes);
  }

  /** Time to bring so much from main memory, in transfers that follow one another at once. */
  public double streamSeconds(double bytes) {
    return bytes / upload(gpu.pcie());
  }

  /** Time to bring so much to main memory, in one transfer. */
  public double downloadSeconds(double bytes) {
    return latencySeconds() + bytes / download(gpu.pcie());
  }

  private double latencySeconds() {
    return gpu.pcie().latencyNanos() * 1e-9;
  }

  private static double upload(PcieProfile pcie) {
    return Math.max(pcie.uploadPinnedBytesPerSecond(), pcie.uploadPageableBytesPerSecond());
  }

  private static double download(PcieProfile pcie) {
    return Math.max(pcie.downloadPinnedBytesPerSecond(), pcie.downloadPageableBytesPerSecond());
  }
}
