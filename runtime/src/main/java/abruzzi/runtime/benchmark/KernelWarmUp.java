package abruzzi.runtime.benchmark;

import abruzzi.quant.kernel.SerialWorkers;
import java.util.ArrayList;
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

  private final List<KernelBenchmark.Walk> walks = new ArrayList<>();
  private final double[] best;

  /**
   * Warms up.
   *
   * @param rows activation rows that each product is run with
   */
  KernelWarmUp(List<KernelBenchmark> benchmarks, List<Integer> rows) {
    SerialWorkers workers = new SerialWorkers();
    for (KernelBenchmark benchmark : benchmarks) {
      rows.forEach(count -> walks.add(benchmark.walk(workers, count)));
    }
    best = new double[walks.size()];
  }

  void run() {
    int steady = 0;
    for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || steady < STEADY); round++) {
      double[] before = best.clone();
      for (int i = 0; i < best.length; i++) {
        best[i] = Math.max(best[i], walks.get(i).weightsPerSecond(TURN_NANOS));
      }
      steady = faster(before) ? 0 : steady + 1;
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
