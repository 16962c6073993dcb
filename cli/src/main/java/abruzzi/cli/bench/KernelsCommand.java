package abruzzi.cli.bench;

import abruzzi.cli.console.Console;
import abruzzi.cli.console.JsonOption;
import abruzzi.cli.console.JsonOutput;
import abruzzi.cli.console.Progress;
import abruzzi.cli.console.TextTable;
import abruzzi.cli.console.TextTable.Align;
import abruzzi.cli.console.Units;
import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.benchmark.KernelBenchmark;
import abruzzi.runtime.benchmark.KernelRate;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code abruzzi bench kernels}: how fast the products of each storage type are. */
@Command(
    name = "kernels",
    abbreviateSynopsis = true,
    description = {
      "Measure the products of each storage type, with rows as long as Kimi K2's.",
      "1 row of activations is what decoding does, 8 rows stand for prefill."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  abruzzi bench kernels",
      "  abruzzi bench kernels --types TQ1_0,Q2_K --threads 1,8,16 --json"
    })
public final class KernelsCommand implements Runnable {
  private static final int[] ROWS = {1, 8};
  private static final int SAMPLES = 5;
  private static final int MOST_THREADS = 1024;

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      converter = StorageTypeConverter.class,
      description = "Storage types; all that can be computed with, without this option.")
  private List<GgmlType> types;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Numbers of threads; 1 and one for each core without this option.")
  private List<Integer> threads;

  @Option(
      names = "--size",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "MiB of weights; ${DEFAULT-VALUE} without this option, more than the L2 cache.")
  private int sizeMiB;

  @Option(
      names = "--sample-ms",
      paramLabel = "MS",
      defaultValue = "50",
      description =
          "Milliseconds of a sample, of which 5 are taken; ${DEFAULT-VALUE} if not given.")
  private int sampleMs;

  @Mixin private JsonOption json;

  /** The command on a console. */
  public KernelsCommand(Console console) {
    this.console = console;
  }

  /** What {@code --json} writes. */
  private record Report(
      int vectorBits,
      String java,
      long weightBytes,
      List<BandwidthRow> readBandwidth,
      List<KernelRow> kernels) {}

  private record BandwidthRow(int threads, double bytesPerSecond, long bufferBytes) {}

  private record KernelRow(
      String type,
      int threads,
      int rows,
      double weightsPerSecond,
      double productsPerSecond,
      double bytesPerSecond,
      double bandwidthFraction) {}

  @Override
  public void run() {
    check("--size", sizeMiB, 1 << 14);
    check("--sample-ms", sampleMs, 60_000);
    List<Integer> counts = threadCounts();
    counts.forEach(count -> check("--threads", count, MOST_THREADS));
    MatrixProduct product = new MatrixProduct(Kernels.select());
    List<GgmlType> measured = types == null ? supported(product.kernels()) : types;
    Map<Integer, MemoryBandwidth> bandwidths = new LinkedHashMap<>();
    counts.forEach(count -> bandwidths.computeIfAbsent(count, MemoryBandwidth::measure));
    List<KernelRow> rows = measure(product, measured, bandwidths);
    if (json.requested()) {
      new JsonOutput(console).write(report(bandwidths, rows));
    } else {
      print(bandwidths, rows);
    }
  }

  private List<Integer> threadCounts() {
    return threads == null
        ? IntStream.of(1, HardwareProbe.logicalCores()).distinct().boxed().toList()
        : threads;
  }

  private static List<GgmlType> supported(Kernels kernels) {
    return Arrays.stream(GgmlType.values()).filter(kernels::supports).toList();
  }

  private List<KernelRow> measure(
      MatrixProduct product, List<GgmlType> measured, Map<Integer, MemoryBandwidth> bandwidths) {
    List<KernelRow> rows = new ArrayList<>();
    try (Progress progress =
        Progress.start(console, "Measuring", Progress.Unit.STEPS, measured.size())) {
      for (GgmlType type : measured) {
        try (KernelBenchmark benchmark = new KernelBenchmark(product, type, (long) sizeMiB << 20)) {
          bandwidths.forEach((count, most) -> measure(benchmark, count, most, rows));
        }
        progress.add(1);
      }
    }
    return rows;
  }

  private void measure(
      KernelBenchmark benchmark, int count, MemoryBandwidth bandwidth, List<KernelRow> into) {
    try (WorkerPool workers = new WorkerPool(count)) {
      for (int rows : ROWS) {
        KernelRate rate = benchmark.run(workers, rows, SAMPLES, sampleMs * 1_000_000L);
        into.add(
            new KernelRow(
                rate.type().name(),
                count,
                rows,
                rate.weightsPerSecond(),
                rate.productsPerSecond(),
                rate.bytesPerSecond(),
                rate.bytesPerSecond() / bandwidth.bytesPerSecond()));
      }
    }
  }

  private Report report(Map<Integer, MemoryBandwidth> bandwidths, List<KernelRow> rows) {
    List<BandwidthRow> read =
        bandwidths.entrySet().stream()
            .map(
                entry ->
                    new BandwidthRow(
                        entry.getKey(),
                        entry.getValue().bytesPerSecond(),
                        entry.getValue().bufferBytes()))
            .toList();
    return new Report(
        VectorWidth.BITS, Runtime.version().toString(), (long) sizeMiB << 20, read, rows);
  }

  private void print(Map<Integer, MemoryBandwidth> bandwidths, List<KernelRow> rows) {
    bandwidths.forEach(
        (count, bandwidth) ->
            console
                .out()
                .println(
                    "read bandwidth, %d threads: %s GB/s (%s buffer)"
                        .formatted(
                            count,
                            Units.giga(bandwidth.bytesPerSecond()),
                            Units.bytes(bandwidth.bufferBytes()))));
    TextTable table =
        new TextTable(
                Align.LEFT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT,
                Align.RIGHT)
            .row("type", "threads", "rows", "G weights/s", "G products/s", "GB/s", "of bandwidth");
    for (KernelRow row : rows) {
      table.row(
          row.type(),
          Integer.toString(row.threads()),
          Integer.toString(row.rows()),
          Units.giga(row.weightsPerSecond()),
          Units.giga(row.productsPerSecond()),
          Units.giga(row.bytesPerSecond()),
          Math.round(100 * row.bandwidthFraction()) + " %");
    }
    table.print(console.out());
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + "=" + value + ", expected 1 to " + most);
    }
  }
}
