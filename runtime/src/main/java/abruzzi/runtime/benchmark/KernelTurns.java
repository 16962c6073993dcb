package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.RateCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Measures several products in turns: in each round every one gets a short sample with each number
 * of threads and of activation rows, and the median of the rounds counts. What disturbs the machine
 * for a while, or a compiler that is still at work, spoils a round of many products and not the
 * whole measurement of one.
 *
 * @param rounds how many count
 * @param sampleNanos of one product in one round
 */
record KernelTurns(int rounds, long sampleNanos) {
  /** Go ahead and do not count: other workers make the compiler start anew. */
  private static final int FIRST_ROUNDS = 2;

  /**
   * One of the products.
   *
   * @param rows activation rows
   */
  record Product(KernelBenchmark benchmark, int rows) {}

  /** Weights per second of each product by threads. */
  Map<Product, RateCurve> run(List<Product> products, SortedSet<Integer> threads) {
    List<WorkerPool> pools = new ArrayList<>();
    try {
      threads.forEach(count -> pools.add(new WorkerPool(count)));
      double[][][] rates = rates(products, pools);
      Map<Product, RateCurve> curves = new HashMap<>();
      for (int i = 0; i < products.size(); i++) {
        curves.put(products.get(i), curve(rates[i], pools));
      }
      return curves;
    } finally {
      pools.forEach(WorkerPool::close);
    }
  }

  /** By product, pool and round. */
  private double[][][] rates(List<Product> products, List<WorkerPool> pools) {
    double[][][] rates = new double[products.size()][pools.size()][rounds];
    for (int round = -FIRST_ROUNDS; round < rounds; round++) {
      for (int p = 0; p < pools.size(); p++) {
        for (int i = 0; i < rates.length; i++) {
          Product product = products.get(i);
          double rate =
              product.benchmark.walk(pools.get(p), product.rows).weightsPerSecond(sampleNanos);
          rates[i][p][Math.max(0, round)] = rate;
        }
      }
    }
    return rates;
  }

  private static RateCurve curve(double[][] rates, List<WorkerPool> pools) {
    List<RateCurve.Point> points = new ArrayList<>();
    for (int p = 0; p < rates.length; p++) {
      points.add(new RateCurve.Point(pools.get(p).count(), Samples.of(rates[p]).median()));
    }
    return new RateCurve(points);
  }
}
