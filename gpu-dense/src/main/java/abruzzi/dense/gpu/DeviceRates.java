package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.HostBuffer;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * How fast a device is at what the dense stack needs of it.
 *
 * <p>Threading: one thread at a time.
 */
public final class DeviceRates {
  private static final long SEED = 1;
  private static final int COLUMNS = 7168;
  private static final int ROWS_AT_A_TIME = 64;

  /** So few weights that multiplying them takes processors no time, either. */
  private static final int PROCESSOR_ROWS = 4;

  private static final int PROCESSOR_COLUMNS = 256;

  /** Of Kimi K2, whose attention over so long a context keeps a device busy. */
  private static final int HEADS = 64;

  private static final int CARD_CONTEXT = 16_384;
  private static final int PROCESSOR_CONTEXT = 256;

  private static final long CARD_BYTES = 256L << 20;
  private static final long PROCESSOR_BYTES = 8L << 20;
  private static final long CARD_NANOS = 50_000_000;
  private static final long PROCESSOR_NANOS = 5_000_000;

  /** Products with many tokens take long and need no such matrices. */
  private static final int BATCH_SHARE = 8;

  private static final double NANOS_PER_SECOND = 1e9;

  private final GpuKernels exact;
  private final GpuKernels rounded;
  private final long bytes;
  private final int smallRows;
  private final int smallColumns;
  private final int context;
  private final Stopwatch watch;

  /**
   * @param device stays open longer
   */
  public DeviceRates(ComputeDevice device) {
    exact = new GpuKernels(device, ActivationForm.EXACT);
    rounded = new GpuKernels(device, ActivationForm.ROUNDED);
    boolean processor = device.info().processor();
    bytes = processor ? PROCESSOR_BYTES : CARD_BYTES; // more than any cache holds
    smallRows = processor ? PROCESSOR_ROWS : ROWS_AT_A_TIME;
    smallColumns = processor ? PROCESSOR_COLUMNS : COLUMNS;
    context = processor ? PROCESSOR_CONTEXT : CARD_CONTEXT;
    watch = new Stopwatch(processor ? PROCESSOR_NANOS : CARD_NANOS);
  }

  /**
   * What everything else is measured by.
   *
   * @param copyBytesPerSecond reading and writing device memory, both counted
   * @param uploadBytesPerSecond from memory of the host that does not move
   * @param downloadBytesPerSecond to such memory
   * @param launchNanos of a kernel that does next to nothing, one after the other
   * @param smallProductNanos of a product whose few weights take next to no time to read
   * @param exchangeNanos until the host has a few bytes that the device has just been given
   */
  public record Basics(
      double copyBytesPerSecond,
      double uploadBytesPerSecond,
      double downloadBytesPerSecond,
      double launchNanos,
      double smallProductNanos,
      double exchangeNanos) {
    /** What a kernel of a token takes beside what it reads: about half of them are products. */
    public double kernelNanos() {
      return (launchNanos + smallProductNanos) / 2;
    }
  }

  /**
   * How fast attention over cached rows is. Groups that run at the same time take some heads of
   * tokens each, and a part of the context.
   *
   * @param groupRows heads of tokens that a group takes; fewer take as long
   * @param leastSpan positions that a part has at least
   * @param units groups that run at the same time
   * @param positionNanos time of a group for a position, when all units are busy
   * @param aloneNanos the same of a group that is alone
   */
  public record Attention(
      int groupRows, int leastSpan, int units, double positionNanos, double aloneNanos) {}

  /** Measures the device and the way to it. */
  public Basics basics() {
    try (CheckBench bench = new CheckBench(exact, rounded);
        HostBuffer host = bench.device().allocateHost(bytes)) {
      DeviceRegion a = bench.region(bytes);
      DeviceRegion b = bench.region(bytes);
      GpuProducts products = bench.products(ActivationForm.EXACT);
      var queue = bench.queue();
      double copy = watch.nanos(queue, () -> queue.copy(a, b, bytes));
      double up = watch.nanos(queue, () -> queue.upload(host, a, 0, bytes));
      double down = watch.nanos(queue, () -> queue.download(a, bytes, host));
      double launch = watch.nanos(queue, () -> products.add(a, b, 1));
      double exchange =
          watch.nanos(
              queue,
              () -> {
                queue.upload(host, a, 0, Float.BYTES);
                queue.download(a, Float.BYTES, host);
                queue.finish();
              });
      return new Basics(
          2 * bytes * NANOS_PER_SECOND / copy,
          bytes * NANOS_PER_SECOND / up,
          bytes * NANOS_PER_SECOND / down,
          launch,
          productNanos(GgmlType.Q4_K, ActivationForm.EXACT, smallRows, smallColumns, 1),
          exchange);
    }
  }

  /** Whether products with a type can take rounded activations. */
  public boolean rounds(GgmlType type) {
    return rounded.rounds(type);
  }

  /** Bytes of weights of a type that a product with one token reads per second. */
  public double productBytesPerSecond(GgmlType type, ActivationForm form) {
    int rows = Math.toIntExact(bytes / type.rowBytes(COLUMNS));
    return bytesPerSecond(type, form, rows, 1);
  }

  /**
   * The same with many tokens.
   *
   * @param tokens 1 to 64
   */
  public double productBytesPerSecond(GgmlType type, ActivationForm form, int tokens) {
    int rows = Math.toIntExact(bytes / BATCH_SHARE / type.rowBytes(COLUMNS));
    return bytesPerSecond(type, form, rows, tokens);
  }

  /** Attention of one token over the cache. */
  public Attention attention() {
    int units = exact.device().info().computeUnits();
    int rows = GpuKernels.ATTENTION_ROWS;
    int span = CacheAttention.LEAST_SPAN;
    double all = attentionNanos(HEADS, context) * units / ((double) HEADS / rows * context);
    return new Attention(rows, span, units, all, attentionNanos(rows, span) / span);
  }

  private double attentionNanos(int heads, int positions) {
    AttentionShape shape = new AttentionShape(7168, heads, 1536, 512, 128, 64, 128, 1e-6f, 0.1f);
    KvCacheType type = KvCacheType.F16;
    int width = shape.cacheWidth();
    try (CheckBench bench = new CheckBench(exact, rounded)) {
      int partRows = Math.toIntExact(CacheAttention.partRows(shape, 1));
      CacheAttention.Parts parts =
          new CacheAttention.Parts(
              bench.floats(partRows * shape.latent()), bench.floats(partRows * 2));
      DeviceRegion queries = bench.upload(RandomRows.floats(heads * width, new Random(SEED)));
      DeviceRegion cache =
          bench.upload(MemorySegment.ofArray(new byte[(int) type.rowBytes(width) * positions]));
      DeviceRegion sums = bench.floats(heads * shape.latent());
      int units = exact.device().info().computeUnits();
      CacheAttention attention =
          new CacheAttention(shape, type, bench.products(ActivationForm.EXACT), units);
      return watch.nanos(
          bench.queue(), () -> attention.attend(queries, cache, sums, parts, 1, positions - 1));
    }
  }

  private double bytesPerSecond(GgmlType type, ActivationForm form, int rows, int tokens) {
    return type.rowBytes(COLUMNS)
        * rows
        * NANOS_PER_SECOND
        / productNanos(type, form, rows, COLUMNS, tokens);
  }

  private double productNanos(
      GgmlType type, ActivationForm form, int rows, int columns, int tokens) {
    int some = Math.min(rows, ROWS_AT_A_TIME);
    long rowBytes = type.rowBytes(columns);
    try (CheckBench bench = new CheckBench(exact, rounded);
        HostBuffer host = bench.device().allocateHost(some * rowBytes)) {
      Random random = new Random(SEED);
      host.memory().copyFrom(RandomRows.of(type, some, columns, random).data());
      DeviceRegion data = bench.region(rowBytes * rows);
      for (int r = 0; r < rows; r += some) {
        long part = Math.min(some, rows - r) * rowBytes;
        bench.queue().upload(host, data, r * rowBytes, part);
      }
      byte[] grid = GridWords.of(type);
      DeviceRegion table = grid.length == 0 ? data : bench.upload(MemorySegment.ofArray(grid));
      GpuMatrix w = new GpuMatrix(data, table, type, rows, columns);
      Activations x =
          bench.activations(columns * tokens, RandomRows.floats(columns * tokens, random));
      DeviceRegion y = bench.floats(rows * tokens);
      GpuProducts products = bench.products(form);
      if (form == ActivationForm.ROUNDED) {
        products.round(x, columns, columns, tokens);
      }
      return watch.nanos(bench.queue(), () -> products.run(w, x, y, tokens, false));
    }
  }
}
