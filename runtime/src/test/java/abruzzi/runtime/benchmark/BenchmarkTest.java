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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aKernelHasRates() {
    MatrixProduct product = new MatrixProduct(Kernels.select());
    try (KernelBenchmark benchmark = new KernelBenchmark(product, GgmlType.Q4_K, 1 << 20)) {
      KernelRate rate = benchmark.run(new SerialWorkers(), 4, 1, 1);
      assertEquals(GgmlType.Q4_K, rate.type());
      assertEquals(1, rate.threads());
      assertTrue(rate.weightsPerSecond() > 0);
      assertEquals(4, rate.productsPerSecond() / rate.weightsPerSecond(), 1e-9);
      assertEquals(144.0 / 256, rate.bytesPerSecond() / rate.weightsPerSecond(), 1e-9);
      assertThrows(
          IllegalArgumentException.class, () -> benchmark.run(new SerialWorkers(), 65, 1, 1));
    }
  }

  @Test
  void tilesHaveRatesToo() {
    MatrixProduct product = new MatrixProduct(Kernels.select());
    if (!Tiles.available()) {
      assertEquals(0, VectorWidth.BITS & 512, "tiles need vectors of 512 bit");
      return;
    }
    try (KernelBenchmark benchmark =
        new KernelBenchmark(product, GgmlType.Q2_K, MatrixLayout.TILES, 1 << 20)) {
      KernelRate rate = benchmark.run(new SerialWorkers(), 1, 1, 1, 1);
      assertTrue(rate.weightsPerSecond() > 0);
      assertEquals(84.0 / 256, rate.bytesPerSecond() / rate.weightsPerSecond(), 1e-9);
    }
  }

  private static void assertOrdered(Samples samples) {
    assertTrue(samples.min() > 0);
    assertTrue(samples.min() <= samples.median() && samples.median() <= samples.max());
  }
}
