package abruzzi.experts.numa;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The memory nodes of a machine.
 *
 * @param nodes at least one; no CPU is in two of them
 */
public record NumaTopology(List<Node> nodes) {

  /**
   * Memory and the CPUs next to it.
   *
   * @param number the system's number of the node
   * @param cpus the system's numbers of its CPUs; none where a node is memory alone
   * @param memoryBytes its memory
   */
  public record Node(int number, List<Integer> cpus, long memoryBytes) {
    /** Copies the list. */
    public Node {
      cpus = List.copyOf(cpus);
      if (memoryBytes < 0) {
        throw new IllegalArgumentException(
            "memoryBytes=" + memoryBytes + ", expected no negative number");
      }
    }
  }

  /** Checks that there are CPUs, each once. */
  public NumaTopology {
    nodes = List.copyOf(nodes);
    Set<Integer> seen = new HashSet<>();
    for (Node node : nodes) {
      for (int cpu : node.cpus()) {
        if (!seen.add(cpu)) {
          throw new IllegalArgumentException("cpu=" + cpu + ", expected in one node only");
        }
      }
    }
    if (seen.isEmpty()) {
      throw new IllegalArgumentException("cpus=[], expected at least one");
    }
  }

  /** CPUs of all nodes. */
  public int cpuCount() {
    return nodes.stream().mapToInt(node -> node.cpus().size()).sum();
  }
}
