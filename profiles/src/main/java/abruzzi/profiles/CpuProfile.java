package abruzzi.profiles;

import java.util.List;

/**
 * The processors this process may use.
 *
 * @param name as the maker calls it
 * @param sockets chips
 * @param physicalCores cores of all chips, without counting hardware threads
 * @param logicalCores hardware threads
 * @param numaNodes memory nodes
 * @param instructionSets vector extensions by the names that Linux gives them, as in {@code avx2}
 * @param caches by level
 * @param origin where this comes from
 */
public record CpuProfile(
    String name,
    int sockets,
    int physicalCores,
    int logicalCores,
    int numaNodes,
    List<String> instructionSets,
    List<CacheProfile> caches,
    Origin origin) {
  /** Checks the counts. */
  public CpuProfile {
    Expect.text("name", name);
    Expect.atLeast(1, "sockets", sockets);
    Expect.atLeast(1, "numa_nodes", numaNodes);
    if (physicalCores < 1 || logicalCores < physicalCores) {
      throw new IllegalArgumentException(
          "physical_cores="
              + physicalCores
              + " logical_cores="
              + logicalCores
              + ", expected at least 1 and no fewer logical than physical cores");
    }
    instructionSets = Expect.list("instruction_sets", instructionSets);
    caches = Expect.list("caches", caches);
    Expect.present("origin", origin);
  }

  /** Hardware threads of a core. */
  public int threadsPerCore() {
    return logicalCores / physicalCores;
  }

  /** Bits of the widest vectors that the instruction sets have. */
  public int vectorBits() {
    if (instructionSets.contains("avx512f")) {
      return 512;
    }
    return instructionSets.contains("avx2") ? 256 : 128;
  }
}
