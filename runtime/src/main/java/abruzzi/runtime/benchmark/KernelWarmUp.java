package abruzzi.runtime.benchmark;

import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Workers;
import java.util.List;

/**
 * Runs several products in turns until none of them becomes faster: the compiler works on all of
 * them meanwhile, which takes less time than one after the other.
 */
final class KernelWarmUp {
  private static final long TURN_NANOS = 8_000_000;

  /** The compiler takes at least as long until it begins with the last of them. */
  private static final int LEAST_ROUNDS = 8;

  private static final int MOST_ROUNDS = 14;

  /** So many rounds at the end must bring nothing new. */
  private static final int STEADY = 3;

  private static final double FASTER = 1.1;

  private final List<KernelBenchmark> benchmarks;
  private final int[] rows;
  private final double[] best;

  /**
   * Warms up.
   *
   * @param rows activation rows that each product is run with
   */
  KernelWarmUp(List<KernelBenchmark> benchmarks, int... rows) {
    this.benchmarks = benchmarks;
    this.rows = rows.clone();
    best = new double[benchmarks.size() * rows.length];
  }

  void run() {
    Workers workers = new SerialWorkers();
    int steady = 0;
    for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || steady < STEADY); round++) {
      double[] before = best.clone();
      turn(workers);
      steady = faster(before) ? 0 : steady + 1;
    }
  }

  private void turn(Workers workers) {
    int at = 0;
    for (KernelBenchmark benchmark : benchmarks) {
      for (int count : rows) {
        best[at] = Math.max(best[at], benchmark.warmUp(workers, count, TURN_NANOS));
        at++;
      }
    }
  }

  private boolean faster(double... before) {
    for (int i = 0; i < best.length; i++) {
      if (best[i] > FASTER * before[i]) {
        return true;
      }
    }
    return false;
  }
}
