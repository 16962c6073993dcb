package abruzzi.experts.numa;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.experts.numa.NumaTopology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Invented machines. */
class NumaPlanTest {
  private static final long SEED = 7_0402;
  private static final long GIB = 1L << 30;

  private static Node node(int number, int firstCpu, int cpus, long memoryBytes) {
    return new Node(
        number, IntStream.range(firstCpu, firstCpu + cpus).boxed().toList(), memoryBytes);
  }

  /** Two sockets of 16 CPUs and 128 GiB. */
  private static NumaTopology twoSockets() {
    return new NumaTopology(List.of(node(0, 0, 16, 128 * GIB), node(1, 16, 16, 128 * GIB)));
  }

  private static int[] nodes(NumaPlan plan) {
    return IntStream.range(0, plan.workers()).map(plan::nodeOf).toArray();
  }

  @Test
  void equalNodesGetHalfOfAllEach() {
    NumaPlan plan = new NumaPlan(twoSockets(), 32);
    assertEquals(16, plan.workersOf(0));
    assertEquals(16, plan.workersOf(1));
    assertEquals(0, plan.nodeOf(15));
    assertEquals(1, plan.nodeOf(16));
    assertEquals(31, plan.cpuOf(31));
    assertArrayEquals(new long[] {0, 1024, 2048}, plan.firstRows(2048));
    // 28 tiles of 256 rows
    assertArrayEquals(new long[] {0, 14 * 256, 7168}, plan.firstRows(7168));
    // 9 tiles of 64, the last of 32 rows
    assertArrayEquals(new long[] {0, 256, 544}, plan.firstRows(544));
    assertArrayEquals(new long[] {0, 0, 40}, plan.firstRows(40));
  }

  @Test
  void unequalNodesGetWorkAccordingToTheirCpus() {
    NumaTopology topology =
        new NumaTopology(List.of(node(0, 0, 2, GIB), node(1, 2, 6, GIB), node(4, 8, 0, 8 * GIB)));
    assertEquals(8, topology.cpuCount());
    NumaPlan plan = new NumaPlan(topology, 4);
    assertArrayEquals(new int[] {0, 1, 1, 1}, nodes(plan));
    assertArrayEquals(new long[] {0, 64, 256, 256}, plan.firstRows(256));
    assertEquals(0, new NumaPlan(topology, 1).workersOf(0)); // alone, and nearest to most CPUs
  }

  @Test
  void moreWorkersThanCpusShareThem() {
    NumaTopology topology = new NumaTopology(List.of(node(0, 4, 1, GIB), node(1, 7, 1, GIB)));
    NumaPlan plan = new NumaPlan(topology, 5);
    assertArrayEquals(new int[] {0, 0, 0, 1, 1}, nodes(plan));
    assertEquals(4, plan.cpuOf(2));
    assertEquals(7, plan.cpuOf(4));
  }

  @Test
  void placementFollowsNodesMemoryAndWhoWritesTheWeights() {
    NumaPlan plan = new NumaPlan(twoSockets(), 32);
    assertEquals(WeightPlacement.FIRST_TOUCH, plan.placement(240 * GIB, true));
    assertEquals(WeightPlacement.INTERLEAVE, plan.placement(240 * GIB, false));
    assertEquals(WeightPlacement.INTERLEAVE, plan.placement(257 * GIB, true));
    NumaTopology one = new NumaTopology(List.of(node(0, 0, 8, GIB)));
    assertEquals(WeightPlacement.SINGLE_NODE, new NumaPlan(one, 8).placement(9 * GIB, true));
  }

  @Test
  void everyPlanUsesAllWorkersAndAllRowsInWholeTiles() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      List<Node> nodes = new ArrayList<>();
      int cpus = 1;
      nodes.add(node(0, 0, 1, GIB));
      for (int n = 1; n < 1 + random.nextInt(5); n++) {
        int more = random.nextInt(9);
        nodes.add(node(n, cpus, more, GIB));
        cpus += more;
      }
      int workers = 1 + random.nextInt(40);
      NumaPlan plan = new NumaPlan(new NumaTopology(nodes), workers);
      assertEquals(workers, plan.workers(), "seed " + SEED);
      for (int w = 0; w < workers; w++) {
        Node home = nodes.get(plan.nodeOf(w));
        assertTrue(home.cpus().contains(plan.cpuOf(w)), "seed " + SEED);
      }
      for (int n = 0; n < nodes.size(); n++) {
        int most = Math.ceilDiv(workers, cpus) * nodes.get(n).cpus().size();
        assertTrue(plan.workersOf(n) <= most, "seed " + SEED);
      }
      long rows = random.nextInt(10_000);
      long[] first = plan.firstRows(rows);
      assertEquals(0, first[0]);
      assertEquals(rows, first[nodes.size()]);
      for (int n = 0; n < nodes.size(); n++) {
        assertTrue(first[n] <= first[n + 1], "seed " + SEED);
        assertTrue(first[n] % (rows >= 2048 ? 256 : 64) == 0 || first[n] == rows, "seed " + SEED);
        assertTrue(plan.workersOf(n) > 0 || first[n] == first[n + 1], "seed " + SEED);
      }
    }
  }

  @Test
  void topologyIsChecked() {
    List<Node> twice = List.of(node(0, 0, 2, GIB), node(1, 1, 2, GIB));
    assertEquals(
        "cpu=1, expected in one node only",
        assertThrows(IllegalArgumentException.class, () -> new NumaTopology(twice)).getMessage());
    List<Node> none = List.of(node(0, 0, 0, GIB));
    assertThrows(IllegalArgumentException.class, () -> new NumaTopology(none));
    NumaTopology topology = twoSockets();
    assertThrows(IllegalArgumentException.class, () -> new NumaPlan(topology, 0));
    NumaPlan plan = new NumaPlan(topology, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> plan.nodeOf(2));
  }
}
