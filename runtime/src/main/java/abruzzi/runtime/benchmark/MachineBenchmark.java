package abruzzi.runtime.benchmark;

import abruzzi.experts.WorkerPool;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.DiskProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.RateCurve;
import abruzzi.profiles.RateGaps;
import abruzzi.profiles.measure.DiskReads;
import abruzzi.profiles.measure.MemoryLatency;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.ReadBandwidth;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.quant.kernel.Workers;
import abruzzi.quant.memory.WeightMemory;
import abruzzi.runtime.benchmark.KernelRates.Cached;
import abruzzi.runtime.benchmark.KernelRates.Case;
import abruzzi.runtime.benchmark.ReadOverlap.Times;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures this machine: disk, memory, and the products of each storage type.
 *
 * @param effort how much
 * @param diskFolder a folder on the disk to measure; some files are written there meanwhile
 * @param origin what is said of the figures
 */
public record MachineBenchmark(Effort effort, Path diskFolder, Origin origin) {
  /** Goes up when figures of older versions mean something else, or are no longer good enough. */
  private static final int RULES = 3;

  /** An expert of Kimi K2 in TQ1_0, rounded up to whole pages. */
  private static final int EXPERT_BYTES = 9_293_824;

  private static final int SEQUENTIAL_BYTES = 8 << 20;
  private static final int SEQUENTIAL_IN_FLIGHT = 4;
  private static final int[] IN_FLIGHT = {1, 2, 4, 8, 16};
  private static final int[] FEW_IN_FLIGHT = {1, 4};

  /** The part of the buffer for bandwidth that is read beside each sample of a kernel. */
  private static final int READ_SHARE = 2;

  /** The part of the memory that the buffer for latency takes at most. */
  private static final int MEMORY_SHARE = 8;

  /** How much is measured. */
  public enum Effort {
    /** All storage types, under two minutes. */
    FULL(1L << 30, 300_000_000, 1L << 30, 2_000_000, 150_000_000, 7, 6_000_000, 20_000_000),
    /** The most common storage types, about ten seconds. */
    QUICK(128L << 20, 40_000_000, 512L << 20, 200_000, 120_000_000, 7, 5_000_000, 10_000_000);

    private static final Set<GgmlType> COMMON =
        EnumSet.of(GgmlType.Q8_0, GgmlType.Q4_K, GgmlType.TQ1_0);

    private final long diskBytes;
    private final long diskNanos;
    private final long latencyBytes;
    private final int latencyReads;
    private final long warmUpNanos;
    private final int kernelRounds;
    private final long kernelNanos;
    private final long overlapNanos;

    Effort(
        long diskBytes,
        long diskNanos,
        long latencyBytes,
        int latencyReads,
        long warmUpNanos,
        int kernelRounds,
        long kernelNanos,
        long overlapNanos) {
      this.diskBytes = diskBytes;
      this.diskNanos = diskNanos;
      this.latencyBytes = latencyBytes;
      this.latencyReads = latencyReads;
      this.warmUpNanos = warmUpNanos;
      this.kernelRounds = kernelRounds;
      this.kernelNanos = kernelNanos;
      this.overlapNanos = overlapNanos;
    }

    /** Whether products of a storage type are measured. */
    boolean includes(GgmlType type) {
      return this == FULL || COMMON.contains(type);
    }
  }

  /** Is told how far the measurement has come. */
  @FunctionalInterface
  public interface Follower {
    /**
     * A step begins.
     *
     * @param done steps before it
     * @param total all steps
     * @param what it measures, as in {@code disk}
     */
    void step(int done, int total, String what);
  }

  /**
   * Measures everything.
   *
   * @param name of the profile
   * @param gpus the graphics cards, which their backends measure
   * @throws IOException if the disk cannot be measured in that folder
   */
  public HardwareProfile run(String name, List<GpuProfile> gpus, Follower follower)
      throws IOException {
    CompletableFuture<CpuProfile> processors = CompletableFuture.supplyAsync(HardwareProbe::cpu);
    MatrixProduct product = new MatrixProduct(Kernels.select());
    List<Case> cases = cases(product.kernels());
    List<Case> all = new ArrayList<>(cases);
    cases.stream()
        .filter(c -> Effort.COMMON.contains(c.type()))
        .map(Case::narrow)
        .forEach(all::add);
    Steps steps = new Steps(follower, cases.size() + all.size() + 7);
    steps.next("disk");
    DiskProfile disk = disk();
    CpuProfile cpu = processors.join();
    steps.next("memory bandwidth");
    List<RateCurve> bandwidths = new ArrayList<>();
    bandwidths.add(bandwidth(cpu));
    steps.next("memory latency");
    MemoryProfile size = HardwareProbe.memory();
    double latency =
        MemoryLatency.nanos(
            Math.min(effort.latencyBytes, size.totalBytes() / MEMORY_SHARE), effort.latencyReads);
    List<KernelRate> rates = rates(all, product, cpu, bandwidths, steps);
    steps.next("parallel regions");
    double region = RegionCost.nanos(cpu.physicalCores());
    steps.next("memory bandwidth");
    bandwidths.add(bandwidth(cpu));
    RateCurve bandwidth = MemoryBandwidth.median(bandwidths);
    MemoryProfile memory = new MemoryProfile(size.totalBytes(), 0, bandwidth, latency, origin);
    KernelProfile kernelProfile =
        new KernelProfile(
            VectorWidth.BITS,
            rates,
            region,
            KernelRates.usual(rates),
            RULES,
            effort != Effort.FULL,
            origin);
    return new HardwareProfile(name, cpu, memory, gpus, List.of(disk), kernelProfile);
  }

  /** Measured several times: others may use the memory for a while. */
  private RateCurve bandwidth(CpuProfile cpu) {
    return MemoryBandwidth.curve(powersOfTwo(cpu), bandwidthBytes());
  }

  private long bandwidthBytes() {
    long most = MemoryBandwidth.beyondCaches();
    return effort == Effort.QUICK ? most / 2 : most;
  }

  private static final class Steps {
    private final Follower follower;
    private final int total;
    private int done;

    Steps(Follower follower, int total) {
      this.follower = follower;
      this.total = total;
    }

    void next(String what) {
      follower.step(done++, total, what);
    }
  }

  private DiskProfile disk() throws IOException {
    try (DiskReads reads = DiskReads.in(diskFolder, effort.diskBytes)) {
      long nanos = effort.diskNanos;
      double sequential = reads.sequential(SEQUENTIAL_BYTES, SEQUENTIAL_IN_FLIGHT, 2 * nanos);
      List<RateCurve.Point> points = new ArrayList<>();
      for (int inFlight : effort == Effort.QUICK ? FEW_IN_FLIGHT : IN_FLIGHT) {
        points.add(new RateCurve.Point(inFlight, reads.random(EXPERT_BYTES, inFlight, nanos)));
      }
      String name = Files.getFileStore(diskFolder).toString();
      return new DiskProfile(
          name, reads.direct(), sequential, EXPERT_BYTES, new RateCurve(points), origin);
    }
  }

  /** What this version computes with, of which a profile should know the rates. */
  public static RateGaps.Computed computed() {
    return new RateGaps.Computed(
        RULES,
        VectorWidth.BITS,
        names(types(Kernels.select()).stream()),
        names(tiled(types(Kernels.select()))));
  }

  private static Set<String> names(Stream<GgmlType> types) {
    return types.map(GgmlType::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<GgmlType> types(Kernels kernels) {
    return Arrays.stream(GgmlType.values()).filter(kernels::supports).toList();
  }

  private static Stream<GgmlType> tiled(List<GgmlType> types) {
    return types.stream().filter(Tiles::available);
  }

  /** Tiles first, which suffer most when much else was compiled before. */
  private List<Case> cases(Kernels kernels) {
    List<GgmlType> types = types(kernels).stream().filter(effort::includes).toList();
    List<Case> cases = new ArrayList<>();
    tiled(types)
        .forEach(type -> cases.add(new Case(type, MatrixLayout.TILES, KernelBenchmark.WIDE)));
    types.forEach(type -> cases.add(new Case(type, MatrixLayout.ROWS, KernelBenchmark.WIDE)));
    return cases;
  }

  private List<KernelRate> rates(
      List<Case> cases,
      MatrixProduct product,
      CpuProfile cpu,
      List<RateCurve> bandwidths,
      Steps steps) {
    try (WeightMemory memory = new WeightMemory();
        WorkerPool workers = new WorkerPool(cpu.physicalCores());
        ReadBandwidth reads = new ReadBandwidth(bandwidthBytes() / READ_SHARE, workers)) {
      Map<Case, Cached> cached = cached(cases, product, memory, cpu, steps);
      steps.next("memory bandwidth");
      bandwidths.add(bandwidth(cpu));
      reads.sum(); // compiles the loop for these workers
      ReadOverlap overlap =
          new ReadOverlap(
              workers,
              reads,
              new KernelWarmUp(effort.warmUpNanos),
              effort.overlapNanos,
              effort.kernelNanos);
      MemorySegment room = memory.allocate(bandwidthBytes());
      Map<Case, List<List<Times>>> times = new LinkedHashMap<>();
      for (Case one : cases.stream().filter(Case::isWide).toList()) {
        steps.next(one + " from memory");
        KernelBenchmark benchmark =
            new KernelBenchmark(product, one.type(), one.layout(), room, workers);
        KernelBenchmark inCaches = cached.get(one).benchmark();
        times.put(
            one,
            KernelRates.ACTIVATION_ROWS.stream()
                .map(rows -> overlap.measure(benchmark, inCaches, rows))
                .toList());
      }
      return KernelRates.of(cached, times);
    }
  }

  /** In the caches. */
  private Map<Case, Cached> cached(
      List<Case> cases, MatrixProduct product, WeightMemory memory, CpuProfile cpu, Steps steps) {
    Workers serial = new SerialWorkers();
    KernelWarmUp warmUp = new KernelWarmUp(effort.warmUpNanos);
    List<KernelTurns.Product> products = new ArrayList<>();
    for (Case one : cases) {
      MemorySegment room = memory.allocate(KernelBenchmark.LEAST_BYTES);
      KernelBenchmark benchmark =
          new KernelBenchmark(product, one.type(), one.layout(), one.columns(), room, serial);
      steps.next(one.toString());
      for (int rows : KernelRates.ACTIVATION_ROWS) {
        warmUp.run(benchmark.walk(serial, rows, KernelScratch.forWorkers(1)));
        products.add(new KernelTurns.Product(benchmark, rows));
      }
    }
    steps.next("all in turns");
    Map<KernelTurns.Product, RateCurve> curves =
        new KernelTurns(effort.kernelRounds, effort.kernelNanos).run(products, fewCounts(cpu));
    Map<Case, Cached> byCase = new HashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      int first = i * KernelRates.ACTIVATION_ROWS.size();
      List<KernelTurns.Product> own =
          products.subList(first, first + KernelRates.ACTIVATION_ROWS.size());
      byCase.put(
          cases.get(i),
          new Cached(
              own.get(0).benchmark(), own.stream().map(curves::get).toArray(RateCurve[]::new)));
    }
    return byCase;
  }

  /** 1, 2, 4 and so on, and one thread for each core and hardware thread. */
  private static SortedSet<Integer> powersOfTwo(CpuProfile cpu) {
    SortedSet<Integer> counts = fewCounts(cpu);
    for (int n = 1; n < cpu.logicalCores(); n *= 2) {
      counts.add(n);
    }
    return counts;
  }

  /** 1, half of the cores, all, and all hardware threads. */
  private static SortedSet<Integer> fewCounts(CpuProfile cpu) {
    int cores = cpu.physicalCores();
    return new TreeSet<>(Arrays.asList(1, Math.max(1, cores / 2), cores, cpu.logicalCores()));
  }
}
