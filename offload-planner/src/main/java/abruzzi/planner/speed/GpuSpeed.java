package abruzzi.planner.speed;

import abruzzi.planner.work.Block;
import abruzzi.planner.work.Work;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProductRate;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a graphics card and its link take.
 *
 * <p>Products take as long as the profile says of their storage types, or, where it says nothing,
 * as their weights take to be read. Both are rates of decoding.
 */
public final class GpuSpeed {
  private final GpuProfile gpu;
  private final Map<String, Double> rates = new HashMap<>();

  /** A card whose rates are known, see {@link #known}. */
  public GpuSpeed(GpuProfile gpu) {
    this.gpu = gpu;
    for (ProductRate rate : gpu.products()) {
      if (rate.bytesPerSecond() > 0) {
        rates.put(rate.type(), rate.bytesPerSecond());
      }
    }
  }

  /** Whether enough is known of a card to plan with it. */
  public static boolean known(GpuProfile gpu) {
    return gpu.readBytesPerSecond() > 0 && upload(gpu.pcie()) > 0 && download(gpu.pcie()) > 0;
  }

  /** Time to read so much of its own memory. */
  public double readSeconds(double bytes) {
    return bytes / gpu.readBytesPerSecond();
  }

  /** Time to multiply matrices with a row. */
  public double productSeconds(Block block) {
    double seconds = 0;
    for (Work work : block.works()) {
      double rate = rates.getOrDefault(work.type().toString(), gpu.readBytesPerSecond());
      seconds += work.bytes() / rate;
    }
    return seconds;
  }

  /** Time that so many kernels take beside what they read. */
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
