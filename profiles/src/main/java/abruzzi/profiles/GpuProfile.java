package abruzzi.profiles;

import java.util.List;

/**
 * A graphics card.
 *
 * @param name as the maker calls it
 * @param memoryBytes its memory
 * @param readBytesPerSecond how fast its kernels read that, 0 where not known
 * @param launchNanos what a kernel costs beside what it reads, 0 where not known
 * @param pcie its link to main memory
 * @param processors whether it is the processors themselves, by another way: what goes on there and
 *     what the processors compute otherwise does not go on at the same time
 * @param products rates of storage types; types without one are taken to be read as fast as the
 *     memory
 * @param attention how fast it computes attention; null where that is taken to be as fast as its
 *     memory
 * @param origin where this comes from
 */
public record GpuProfile(
    String name,
    long memoryBytes,
    double readBytesPerSecond,
    double launchNanos,
    PcieProfile pcie,
    boolean processors,
    List<ProductRate> products,
    AttentionRate attention,
    Origin origin) {
  /** Checks the numbers. */
  public GpuProfile {
    Expect.text("name", name);
    Expect.atLeast(1, "memory_bytes", memoryBytes);
    Expect.rate("read_bytes_per_second", readBytesPerSecond);
    Expect.rate("launch_nanos", launchNanos);
    Expect.present("pcie", pcie);
    products = products == null ? List.of() : List.copyOf(products);
    Expect.present("origin", origin);
  }

  /** A card of its own. */
  public GpuProfile(
      String name,
      long memoryBytes,
      double readBytesPerSecond,
      double launchNanos,
      PcieProfile pcie,
      List<ProductRate> products,
      Origin origin) {
    this(name, memoryBytes, readBytesPerSecond, launchNanos, pcie, false, products, null, origin);
  }

  /** The same with other memory, link, or rates. */
  public GpuProfile with(
      long bytes, double bytesPerSecond, PcieProfile link, List<ProductRate> rates) {
    return new GpuProfile(
        name, bytes, bytesPerSecond, launchNanos, link, processors, rates, attention, origin);
  }
}
