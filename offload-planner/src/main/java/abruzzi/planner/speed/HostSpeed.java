package abruzzi.planner.speed;

import abruzzi.planner.work.Block;
import abruzzi.planner.work.Work;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.KernelRate.Layout;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.gguf.GgmlType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long the processors take for products of weights in main memory: as long as memory takes to
 * read them or as kernels take to multiply them, whichever is longer, and a part of the other: a
 * core that multiplies has fewer reads under way than one that only reads.
 *
 * <p>Rates of kernels are known for some numbers of activation rows: between them time per weight
 * lies on a straight line, above the largest it grows in proportion.
 */
public final class HostSpeed {
  private static final int DECODE_ROWS = 1;
  private static final int FEW_ROWS = 8;
  private static final int MANY_ROWS = 64;

  /** Of the shorter of the two times, where a profile does not say it. */
  private static final double NOT_OVERLAPPED = 0.4;

  /** Parallel regions of a layer: three of attention, the router's, three of the experts. */
  private static final int LAYER_REGIONS = 7;

  /** Stands in where a profile knows no bandwidth; then only the placement has a meaning. */
  private static final double ANY_BANDWIDTH = 1e10;

  private final int threads;
  private final boolean exactThreads;
  private final boolean tiles;
  private final KernelProfile kernels;
  private final RunCorrection correction;
  private final double bytesPerSecond;
  private final double notOverlapped;
  private final boolean known;
  private final Map<Layout, Map<GgmlType, Times>> times = new EnumMap<>(Layout.class);
  private final Map<Layout, Map<GgmlType, Times>> rowTimes = new EnumMap<>(Layout.class);

  /** Seconds per weight, or per row of weights, with so many activation rows. */
  private record Times(double one, double few, double many) {
    double of(double rows) {
      if (rows > MANY_ROWS) {
        return many * rows / MANY_ROWS;
      }
      return rows > FEW_ROWS
          ? few + (rows - FEW_ROWS) / (MANY_ROWS - FEW_ROWS) * (many - few)
          : one + (rows - DECODE_ROWS) / (FEW_ROWS - DECODE_ROWS) * (few - one);
    }
  }

  /**
   * The processors of a machine.
   *
   * @param threads threads that compute
   * @param exactThreads whether these rates are meant, or the best with up to so many threads
   * @param tiles whether weights are in tiles where there are kernels for them
   */
  public HostSpeed(
      HardwareProfile profile,
      int threads,
      boolean exactThreads,
      boolean tiles,
      RunCorrection correction) {
    this.threads = threads;
    this.exactThreads = exactThreads;
    this.tiles = tiles;
    this.correction = correction;
    kernels = profile.kernels();
    RateCurve read = profile.memory().readBytesPerSecond();
    notOverlapped =
        kernels == null || kernels.notOverlapped() == null
            ? NOT_OVERLAPPED
            : kernels.notOverlapped();
    known = read.known();
    bytesPerSecond = known ? rate(read) : ANY_BANDWIDTH;
  }

  /** Whether times mean anything. */
  public boolean known() {
    return known;
  }

  /** Bytes of main memory that all threads together read in a second. */
  public double bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Time of a layer of a single token beyond its weights. */
  public double layerSeconds() {
    return correction.layerSeconds() + regionSeconds();
  }

  /** The same of many tokens together. */
  public double layerSeconds(int tokens) {
    return tokens * correction.rowSeconds() + regionSeconds();
  }

  /** One thread waits for no others. */
  private double regionSeconds() {
    double region = kernels == null || threads == 1 ? 0 : kernels.regionNanos() * 1e-9;
    return LAYER_REGIONS * region;
  }

  /** Bytes that the weights of a block take in main memory. */
  public long residentBytes(Block block) {
    return block.works().stream().mapToLong(w -> tiled(w) ? w.tileBytes() : w.bytes()).sum();
  }

  /**
   * Time of the products of a block.
   *
   * @param rows activation rows, at least 1
   */
  public HostTime time(Block block, double rows) {
    double factor = rows > 1 ? correction.prefillFactor() : correction.decodeFactor();
    HostTime sum = new HostTime(0, 0, 0, 0);
    for (Work work : block.works()) {
      double bytes = tiled(work) ? work.tileBytes() : work.bytes();
      double read = bytes / bytesPerSecond;
      double multiply = work.weights() * weightTimes(work).of(rows) + rowSeconds(work, rows);
      double seconds =
          factor * (Math.max(read, multiply) + notOverlapped(work) * Math.min(read, multiply));
      HostTime time =
          read >= multiply
              ? new HostTime(seconds, bytes, 0, 0)
              : new HostTime(0, 0, seconds, bytes);
      sum = sum.plus(time);
    }
    return sum;
  }

  /** Time of multiplications of 32-bit numbers that stay in the caches, as in attention. */
  public double multiplySeconds(double products) {
    Times exact = times(GgmlType.F32, Layout.ROWS);
    return products * exact.many / MANY_ROWS;
  }

  /** What rows take that are shorter than those that rates were measured with. */
  private double rowSeconds(Work work, double rows) {
    double more = work.rows() - (double) work.weights() / KernelRate.ROW_WEIGHTS;
    return more <= 0 ? 0 : more * rowTimes(layout(work), work.type()).of(rows) / threads;
  }

  private Times rowTimes(Layout layout, GgmlType type) {
    return rowTimes
        .computeIfAbsent(layout, l -> new HashMap<>())
        .computeIfAbsent(
            type,
            t ->
                new Times(
                    rowSeconds(t, layout, DECODE_ROWS),
                    rowSeconds(t, layout, FEW_ROWS),
                    rowSeconds(t, layout, MANY_ROWS)));
  }

  /** Of a type of which it was not measured, as of the others on average. */
  private double rowSeconds(GgmlType type, Layout layout, int rows) {
    return kernels == null ? 0 : 1e-9 * kernels.rowNanos(type.name(), layout, rows);
  }

  private double notOverlapped(Work work) {
    return find(work.type(), layout(work), DECODE_ROWS)
        .map(KernelRate::notOverlapped)
        .orElse(notOverlapped);
  }

  private boolean tiled(Work work) {
    return tiles && work.tileBytes() > 0 && find(work.type(), Layout.TILES, 1).isPresent();
  }

  private Times weightTimes(Work work) {
    return times(work.type(), layout(work));
  }

  private Layout layout(Work work) {
    return tiled(work) ? Layout.TILES : Layout.ROWS;
  }

  private Times times(GgmlType type, Layout layout) {
    return times
        .computeIfAbsent(layout, l -> new HashMap<>())
        .computeIfAbsent(type, t -> lookUp(t, layout));
  }

  private Times lookUp(GgmlType type, Layout layout) {
    double one = rate(type, layout, DECODE_ROWS);
    double few = Math.min(one, rate(type, layout, FEW_ROWS));
    double many = Math.min(few, rate(type, layout, MANY_ROWS));
    return new Times(1 / one, 1 / few, 1 / many);
  }

  /** Of a type that was not measured, the slowest rate that was; without any, no limit. */
  private double rate(GgmlType type, Layout layout, int rows) {
    Optional<KernelRate> own = find(type, layout, rows);
    if (own.isPresent()) {
      return perRows(own.get(), rows);
    }
    return kernels == null
        ? Double.POSITIVE_INFINITY
        : kernels.rates().stream()
            .filter(rate -> rate.rows() == rows && rate.weightsPerSecond().known())
            .mapToDouble(rate -> rate(rate.weightsPerSecond()))
            .min()
            .orElse(Double.POSITIVE_INFINITY);
  }

  /** Measured with fewer rows than wanted, each further row is taken to cost as much again. */
  private double perRows(KernelRate rate, int rows) {
    return rate(rate.weightsPerSecond()) * rate.rows() / rows;
  }

  private Optional<KernelRate> find(GgmlType type, Layout layout, int rows) {
    return kernels == null
        ? Optional.empty()
        : kernels.find(type.name(), layout, rows).filter(rate -> rate.weightsPerSecond().known());
  }

  private double rate(RateCurve curve) {
    if (exactThreads) {
      return curve.at(threads);
    }
    double best = 0;
    for (int t = 1; t <= threads; t++) {
      best = Math.max(best, curve.at(t));
    }
    return best;
  }
}
