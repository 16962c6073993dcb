package abruzzi.cli.bench;

import abruzzi.cli.bench.KernelsReport.Kernel;
import abruzzi.cli.bench.KernelsReport.ReadRate;
import abruzzi.cli.console.CommandFailedException;
import abruzzi.cli.console.Console;
import abruzzi.cli.console.Progress;
import abruzzi.experts.WorkerPool;
import abruzzi.profiles.HardwareProbe;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.quant.memory.WeightMemory;
import abruzzi.runtime.benchmark.KernelBenchmark;
import abruzzi.runtime.benchmark.KernelRate;
import abruzzi.runtime.benchmark.MemoryBandwidth;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures kernels in this process, at its vector width.
 *
 * @param types storage types
 * @param layouts layouts of them
 * @param threads numbers of threads
 * @param weightBytes about how many bytes of weights to walk through
 * @param sampleMs milliseconds of a sample
 */
record KernelsMeasurement(
    List<GgmlType> types,
    List<MatrixLayout> layouts,
    List<Integer> threads,
    long weightBytes,
    int sampleMs) {
  /** Activation rows: a token that is decoded, a batch of a prompt. */
  private static final int[] ROWS = {1, 64};

  private static final int SAMPLES = 5;

  private record Weights(GgmlType type, MatrixLayout layout) {}

  KernelsReport run(Console console) {
    List<Weights> wanted = weights();
    Map<Integer, MemoryBandwidth> bandwidths = new LinkedHashMap<>();
    threads.forEach(count -> bandwidths.put(count, MemoryBandwidth.measure(count)));
    List<KernelRate> rates = measure(wanted, console);
    // What disturbed one of the two measurements hardly disturbed the other one as well.
    bandwidths.replaceAll((count, before) -> before.orFaster(MemoryBandwidth.measure(count)));
    return KernelsReport.of(
        HardwareProbe.cpu(),
        weightBytes,
        bandwidths.entrySet().stream()
            .map(entry -> ReadRate.of(entry.getKey(), entry.getValue()))
            .toList(),
        rates.stream()
            .map(rate -> Kernel.of(rate, bandwidths.get(rate.threads()).bytesPerSecond()))
            .toList());
  }

  private List<Weights> weights() {
    List<Weights> all = new ArrayList<>();
    for (GgmlType type : types) {
      for (MatrixLayout layout : layouts) {
        boolean possible = layout == MatrixLayout.ROWS || Tiles.available(type);
        if (possible) {
          all.add(new Weights(type, layout));
        }
      }
    }
    if (all.isEmpty()) {
      throw new CommandFailedException(
          "nothing to measure: none of these types has tiles at %d bit; take others, or --layout rows"
              .formatted(VectorWidth.BITS));
    }
    return all;
  }

  private List<KernelRate> measure(List<Weights> wanted, Console console) {
    MatrixProduct product = new MatrixProduct(Kernels.select());
    List<KernelRate> rates = new ArrayList<>();
    String task = "Measuring at " + VectorWidth.BITS + " bit";
    try (WeightMemory memory = new WeightMemory();
        WorkerPool fillers = new WorkerPool(Collections.max(threads));
        Progress progress = Progress.start(console, task, Progress.Unit.STEPS, wanted.size())) {
      MemorySegment room = memory.allocate(weightBytes);
      for (Weights weights : wanted) {
        KernelBenchmark benchmark =
            new KernelBenchmark(product, weights.type, weights.layout, room, fillers);
        for (int count : threads) {
          measure(benchmark, count, rates);
        }
        progress.add(1);
      }
    }
    return rates;
  }

  private void measure(KernelBenchmark benchmark, int count, List<KernelRate> into) {
    try (WorkerPool workers = new WorkerPool(count)) {
      for (int rows : ROWS) {
        into.add(benchmark.run(workers, rows, SAMPLES, TimeUnit.MILLISECONDS.toNanos(sampleMs)));
      }
    }
  }
}
