package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.kernel.KernelScratch;
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

  /** Goes ahead of a sample: all workers wake up and prepare the activations. */
  private static final long LEAD_NANOS = 1_500_000;

  /**
   * One of the products.
   *
   * @param rows activation rows
   */
  record Product(KernelBenchmark benchmark, int rows) {}

  /** Weights per second of each product by threads. */
  Map<Product, RateCurve> run(List<Product> products, SortedSet<Integer> threads) {
    List<Crew> crews = new ArrayList<>();
    try {
      threads.forEach(count -> crews.add(new Crew(count)));
      double[][][] rates = rates(products, crews);
      Map<Product, RateCurve> curves = new HashMap<>();
      for (int i = 0; i < products.size(); i++) {
        curves.put(products.get(i), curve(rates[i], crews));
      }
      return curves;
    } finally {
      crews.forEach(crew -> crew.workers.close());
    }
  }

  /** Workers and their memory. */
  private static final class Crew {
    private final WorkerPool workers;
    private final KernelScratch[] scratch;

    Crew(int count) {
      workers = new WorkerPool(count);
      scratch = KernelScratch.forWorkers(count);
    }
  }

  /** By product, crew and round. */
  private double[][][] rates(List<Product> products, List<Crew> crews) {
    double[][][] rates = new double[products.size()][crews.size()][rounds];
    for (int round = -FIRST_ROUNDS; round < rounds; round++) {
      for (int c = 0; c < crews.size(); c++) {
        for (int i = 0; i < rates.length; i++) {
          rates[i][c][Math.max(0, round)] = rate(products.get(i), crews.get(c));
        }
      }
    }
    return rates;
  }

  private double rate(Product product, Crew crew) {
    return sample(product.benchmark.walk(crew.workers, product.rows, crew.scratch), sampleNanos);
  }

  /** One sample: weights per second. */
  static double sample(KernelBenchmark.Walk walk, long nanos) {
    walk.weightsPerSecond(LEAD_NANOS);
    return walk.weightsPerSecond(nanos);
  }

  private static RateCurve curve(double[][] rates, List<Crew> crews) {
    List<RateCurve.Point> points = new ArrayList<>();
    for (int c = 0; c < rates.length; c++) {
      int threads = crews.get(c).workers.count();
      points.add(new RateCurve.Point(threads, Samples.of(rates[c]).median()));
    }
    return new RateCurve(points);
  }
}
