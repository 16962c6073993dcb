package abruzzi.runtime.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.SessionOptions;
import abruzzi.runtime.synthetic.SyntheticModel;
import abruzzi.runtime.synthetic.SyntheticShape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is there; how fast it is, no test says. */
class BenchmarkTest {
  @Test
  void samplesHaveAMedian() {
    assertEquals(new Samples(2, 1, 9), Samples.of(9, 1, 2));
    assertEquals(new Samples(2.5, 1, 9), Samples.of(9, 3, 1, 2));
    assertThrows(IllegalArgumentException.class, Samples::of);
  }

  @Test
  void aModelHasRates(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("model.gguf");
    SyntheticModel.write(path, SyntheticShape.parse("tiny:1"), 1, bytes -> {});
    List<Integer> told = new ArrayList<>();
    try (KimiModel model = KimiModel.open(path, LoadOptions.threads(2))) {
      ModelBenchmark.preload(model);
      ModelRates rates =
          new ModelBenchmark(5, 2, 3, 0).run(model, SessionOptions.defaults(), told::add);
      assertOrdered(rates.prefill());
      assertOrdered(rates.decode());
    }
    assertEquals(List.of(1, 2, 3), told);
  }

  @Test
  void numbersBelowOneAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ModelBenchmark(0, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ModelBenchmark(1, 0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ModelBenchmark(1, 1, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(MatrixLayout.class)
  void aKernelHasRates(MatrixLayout layout) {
    if (layout == MatrixLayout.TILES && !Tiles.available(GgmlType.Q4_K)) {
      System.out.println("tiles are not measured at " + VectorWidth.BITS + " bit");
      return;
    }
    MatrixProduct product = new MatrixProduct(Kernels.select());
    MemorySegment memory = Arena.ofAuto().allocate((3 << 20) + 5, 64);
    SerialWorkers workers = new SerialWorkers();
    KernelBenchmark benchmark =
        new KernelBenchmark(product, GgmlType.Q4_K, layout, memory, workers);
    assertTrue(benchmark.weightBytes() > 2 << 20 && benchmark.weightBytes() <= 3 << 20);
    KernelRate rate = benchmark.run(workers, 4, 1, 1);
    assertEquals(GgmlType.Q4_K, rate.type());
    assertEquals(layout, rate.layout());
    assertEquals(1, rate.threads());
    assertTrue(rate.weightsPerSecond() > 0);
    assertEquals(4, rate.productsPerSecond() / rate.weightsPerSecond(), 1e-9);
    double bytes = layout == MatrixLayout.ROWS ? 144 : Tiles.rowBytes(GgmlType.Q4_K, 256);
    assertEquals(bytes / 256, rate.bytesPerSecond() / rate.weightsPerSecond(), 1e-9);
    assertThrows(IllegalArgumentException.class, () -> benchmark.run(workers, 65, 1, 1));
  }

  @Test
  void aLittleMemoryHoldsAPartOfAnyType() {
    MatrixProduct product = new MatrixProduct(Kernels.select());
    MemorySegment memory = Arena.ofAuto().allocate(KernelBenchmark.LEAST_BYTES, 64);
    SerialWorkers workers = new SerialWorkers();
    for (GgmlType type : new GgmlType[] {GgmlType.F32, GgmlType.TQ1_0}) {
      KernelBenchmark benchmark =
          new KernelBenchmark(product, type, MatrixLayout.ROWS, memory, workers);
      assertTrue(benchmark.weightBytes() > 1 << 18, type.name());
    }
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new KernelBenchmark(
                product, GgmlType.Q4_K, MatrixLayout.ROWS, memory.asSlice(1), workers));
  }

  private static void assertOrdered(Samples samples) {
    assertTrue(samples.min() > 0);
    assertTrue(samples.min() <= samples.median() && samples.median() <= samples.max());
  }
}
