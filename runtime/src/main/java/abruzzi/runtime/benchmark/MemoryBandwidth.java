package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.kernel.ReadBandwidth;
import abruzzi.quant.kernel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * The read bandwidth of this machine: the ceiling of everything that reads weights.
 *
 * @param bytesPerSecond median of some passes
 * @param bufferBytes bytes read in a pass
 */
public record MemoryBandwidth(double bytesPerSecond, long bufferBytes) {
  /** Larger than the caches of most machines. */
  private static final long BUFFER_BYTES = 1L << 30;

  /** The part of the memory that the buffer takes at most. */
  private static final int MEMORY_SHARE = 8;

  private static final int PASSES = 5;

  /** So much that hardly a cache holds it. */
  public static long beyondCaches() {
    return Math.min(BUFFER_BYTES, HardwareProbe.memory().totalBytes() / MEMORY_SHARE);
  }

  /** The faster one. */
  public MemoryBandwidth orFaster(MemoryBandwidth other) {
    return other.bytesPerSecond > bytesPerSecond ? other : this;
  }

  /** Measures with so many threads; takes about a second. */
  public static MemoryBandwidth measure(int threads) {
    return measure(threads, beyondCaches());
  }

  private static MemoryBandwidth measure(int threads, long bytes) {
    try (WorkerPool workers = new WorkerPool(threads);
        ReadBandwidth bandwidth = new ReadBandwidth(bytes, workers)) {
      return measure(bandwidth);
    }
  }

  private static MemoryBandwidth measure(ReadBandwidth bandwidth) {
    bandwidth.sum(); // compiles the loop
    double[] rates = new double[PASSES];
    for (int i = 0; i < PASSES; i++) {
      rates[i] = bandwidth.bytesPerSecond();
    }
    return new MemoryBandwidth(Samples.of(rates).median(), bandwidth.bytes());
  }

  /**
   * Measures with several numbers of threads. The most of them touch the buffer first, as they do
   * with weights, which takes less time and spreads it over all memory.
   *
   * @param counts numbers of threads, at least one
   * @param bytes of the buffer
   */
  static RateCurve curve(SortedSet<Integer> counts, long bytes) {
    List<RateCurve.Point> points = new ArrayList<>();
    try (WorkerPool all = new WorkerPool(counts.last())) {
      Crew crew = new Crew(all);
      try (ReadBandwidth bandwidth = new ReadBandwidth(bytes, crew)) {
        for (int count : counts) {
          try (WorkerPool some = new WorkerPool(count)) {
            crew.now = some;
            points.add(new RateCurve.Point(count, measure(bandwidth).bytesPerSecond()));
          }
        }
      }
    }
    return new RateCurve(points);
  }

  /** Of curves with the same numbers of threads. */
  static RateCurve median(List<RateCurve> curves) {
    List<RateCurve.Point> points = new ArrayList<>();
    for (RateCurve.Point point : curves.get(0).points()) {
      int count = point.parallel();
      double[] rates = curves.stream().mapToDouble(curve -> curve.at(count)).toArray();
      points.add(new RateCurve.Point(count, Samples.of(rates).median()));
    }
    return new RateCurve(points);
  }

  /** Workers that take turns. */
  private static final class Crew implements Workers {
    private Workers now;

    Crew(Workers first) {
      now = first;
    }

    @Override
    public int count() {
      return now.count();
    }

    @Override
    public void run(int parts, Part part) {
      now.run(parts, part);
    }
  }
}
