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
 * as their weights take to be read. With many rows of activations that goes on as long as the
 * arithmetic is not slower; between one row and those that were measured time lies on a straight
 * line, above it grows in proportion.
 */
public final class GpuSpeed {
  private final GpuProfile gpu;
  private final RunCorrection correction;
  private final double factor;
  private final Map<String, ProductRate> rates = new HashMap<>();

  /** A card whose rates are known, see {@link #known}. */
  public GpuSpeed(GpuProfile gpu) {
    this(gpu, RunCorrection.NONE);
  }

  /**
   * The same.
   *
   * @param correction what earlier runs with this card taught, which counts for it, too
   */
  public GpuSpeed(GpuProfile gpu, RunCorrection correction) {
    this(gpu, correction, correction.decodeFactor());
  }

  private GpuSpeed(GpuProfile gpu, RunCorrection correction, double factor) {
    this.gpu = gpu;
    this.correction = correction;
    this.factor = factor;
    for (ProductRate rate : gpu.products()) {
      if (rate.bytesPerSecond() > 0) {
        rates.put(rate.type(), rate);
      }
    }
  }

  /** The same for many tokens together. */
  public GpuSpeed forPrompts() {
    return new GpuSpeed(gpu, correction, correction.prefillFactor());
  }

  /** Whether enough is known of a card to plan with it. */
  public static boolean known(GpuProfile gpu) {
    return gpu.readBytesPerSecond() > 0 && upload(gpu.pcie()) > 0 && download(gpu.pcie()) > 0;
  }

  /** Time to read so much of its own memory. */
  public double readSeconds(double bytes) {
    return factor * bytes / gpu.readBytesPerSecond();
  }

  /**
   * Time of attention over cached rows: as long as they take to be read, or as the profile says.
   *
   * @param heads heads of all tokens
   * @param bytes of the cached rows
   */
  public double attentionSeconds(double heads, double positions, double bytes) {
    double read = readSeconds(bytes);
    return gpu.attention() == null
        ? read
        : Math.max(read, factor * gpu.attention().seconds(heads, positions));
  }

  /** Whether it is the processors themselves: then nothing goes on there beside their own work. */
  public boolean processors() {
    return gpu.processors();
  }

  /** Time of what the processors and the card compute for a layer. */
  public double together(double hostSeconds, double cardSeconds) {
    return gpu.processors() ? hostSeconds + cardSeconds : Math.max(hostSeconds, cardSeconds);
  }

  /** Time to multiply matrices with a row. */
  public double productSeconds(Block block) {
    return productSeconds(block, 1);
  }

  /**
   * Time to multiply matrices with rows of activations.
   *
   * @param rows at least 1
   */
  public double productSeconds(Block block, double rows) {
    double seconds = 0;
    for (Work work : block.works()) {
      ProductRate rate = rates.get(work.type().toString());
      double one = work.bytes() / (rate == null ? gpu.readBytesPerSecond() : rate.bytesPerSecond());
      double many =
          rate == null || rate.batchBytesPerSecond() == 0
              ? one
              : Math.max(one, work.bytes() / rate.batchBytesPerSecond());
      seconds += rows(one, many, rows);
    }
    return factor * seconds;
  }

  private static double rows(double one, double many, double rows) {
    int measured = ProductRate.BATCH_ROWS;
    return rows > measured && many > one
        ? many * rows / measured
        : one + Math.min(1, (rows - 1) / (measured - 1)) * (many - one);
  }

  /** Time that so many kernels take beside what they read. */
  public double launchSeconds(double launches) {
    return factor * launches * gpu.launchNanos() * 1e-9;
  }

  /** Time to bring so much from main memory, in one transfer. */
  public double uploadSeconds(double bytes) {
    return latencySeconds() + streamSeconds(bytes);
  }

  /** Time to bring so much from main memory, in transfers that follow one another at once. */
  public double streamSeconds(double bytes) {
    return factor * bytes / upload(gpu.pcie());
  }

  /** Time to bring so much to main memory, in one transfer. */
  public double downloadSeconds(double bytes) {
    return latencySeconds() + factor * bytes / download(gpu.pcie());
  }

  private double latencySeconds() {
    return factor * gpu.pcie().latencyNanos() * 1e-9;
  }

  private static double upload(PcieProfile pcie) {
    return Math.max(pcie.uploadPinnedBytesPerSecond(), pcie.uploadPageableBytesPerSecond());
  }

  private static double download(PcieProfile pcie) {
    return Math.max(pcie.downloadPinnedBytesPerSecond(), pcie.downloadPageableBytesPerSecond());
  }
}
