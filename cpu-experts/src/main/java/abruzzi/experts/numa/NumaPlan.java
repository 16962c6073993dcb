package abruzzi.experts.numa;

import abruzzi.quant.kernel.RowPartition;
import java.util.Objects;

/**
 * Divides workers and rows over the nodes of a machine.
 *
 * <p>Workers are dealt out one by one, each to the node that has the fewest workers for its CPUs,
 * and then numbered node by node. Rows of a matrix go to nodes in proportion to their workers, in
 * whole tiles, so that all nodes finish together.
 *
 * <p>Same topology, same plan. Threading: unchangeable.
 */
public final class NumaPlan {
  private final NumaTopology topology;
  private final int[] firstWorkers;

  /**
   * Makes a plan.
   *
   * @param workers number of workers, at least 1
   */
  public NumaPlan(NumaTopology topology, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers=" + workers + ", expected at least 1");
    }
    this.topology = topology;
    int[] counts = new int[topology.nodes().size()];
    for (int w = 0; w < workers; w++) {
      counts[leastBusy(counts)]++;
    }
    firstWorkers = new int[counts.length + 1];
    for (int n = 0; n < counts.length; n++) {
      firstWorkers[n + 1] = firstWorkers[n] + counts[n];
    }
  }

  /** The node with the smallest {@code (workers + 1) / cpus}, the first of equal ones. */
  private int leastBusy(int[] counts) {
    int best = -1;
    for (int n = 0; n < counts.length; n++) {
      long cpus = cpus(n);
      if (cpus > 0
          && (best < 0 || (counts[n] + 1) * (long) cpus(best) < (counts[best] + 1) * cpus)) {
        best = n;
      }
    }
    return best;
  }

  private int cpus(int node) {
    return topology.nodes().get(node).cpus().size();
  }

  /** Number of workers. */
  public int workers() {
    return firstWorkers[firstWorkers.length - 1];
  }

  /** Workers of a node, given by its place in the topology. */
  public int workersOf(int node) {
    return firstWorkers[node + 1] - firstWorkers[node];
  }

  /** The node of a worker, as its place in the topology. */
  public int nodeOf(int worker) {
    Objects.checkIndex(worker, workers());
    int node = 0;
    while (worker >= firstWorkers[node + 1]) {
      node++;
    }
    return node;
  }

  /** The CPU for a worker; workers beyond the CPUs of their node share them in turn. */
  public int cpuOf(int worker) {
    int node = nodeOf(worker);
    return topology.nodes().get(node).cpus().get((worker - firstWorkers[node]) % cpus(node));
  }

  /**
   * First row of each node, and behind the last node the number of rows: node {@code n} has the
   * rows from {@code [n]} to {@code [n + 1]}, none if these are equal.
   */
  public long[] firstRows(long rows) {
    int tiles = RowPartition.tiles(rows);
    int tileRows = RowPartition.tileRows(rows);
    long[] first = new long[firstWorkers.length];
    for (int n = 0; n < first.length; n++) {
      first[n] = Math.min(rows, (long) tiles * firstWorkers[n] / workers() * tileRows);
    }
    return first;
  }

  /**
   * Chooses where weights go.
   *
   * @param weightBytes bytes of all weights
   * @param copied whether they are written to memory of our own, as repacked weights are, and not
   *     used where the file is mapped
   */
  public WeightPlacement placement(long weightBytes, boolean copied) {
    if (topology.nodes().size() == 1) {
      return WeightPlacement.SINGLE_NODE;
    }
    boolean own = copied && sharesFit(weightBytes);
    return own ? WeightPlacement.FIRST_TOUCH : WeightPlacement.INTERLEAVE;
  }

  private boolean sharesFit(long weightBytes) {
    for (int n = 0; n < topology.nodes().size(); n++) {
      double share = (double) weightBytes * workersOf(n) / workers();
      if (share > topology.nodes().get(n).memoryBytes()) {
        return false;
      }
    }
    return true;
  }
}
