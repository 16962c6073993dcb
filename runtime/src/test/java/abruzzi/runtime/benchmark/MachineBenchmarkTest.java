package abruzzi.runtime.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.choice.DeviceChoice;
import abruzzi.profiles.AttentionRate;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.Origin;
import abruzzi.profiles.RateGaps;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.runtime.benchmark.MachineBenchmark.Effort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine measured in seconds; of numbers only that they are there. */
class MachineBenchmarkTest {
  private static final Origin ORIGIN = Origin.measured("a test", LocalDate.of(2026, 11, 23));

  @TempDir private Path folder;

  @Test
  void aProfileKnowsWhatIsComputedWith() throws IOException {
    List<GpuProfile> cards =
        CardBenchmark.measure(DeviceChoice.parse("opencl"), Effort.QUICK, ORIGIN);
    HardwareProfile machine =
        new MachineBenchmark(Effort.QUICK, folder, ORIGIN)
            .run("x", cards, (done, total, what) -> assertTrue(done < total, what));
    assertEquals(List.of(), RateGaps.in(machine.kernels(), MachineBenchmark.computed()));
    assertTrue(machine.kernels().partial());
    for (KernelRate rate : machine.kernels().rates()) {
      assertTrue(rate.rowNanos() >= 0, rate.toString());
      assertEquals(rate.rows() == 1, rate.notOverlapped() != null, rate.toString());
    }
    AttentionRate attention = machine.gpu().orElseThrow().attention();
    assertEquals(16, attention.groupRows());
    assertEquals(64, attention.leastSpan());
    assertTrue(attention.units() >= 1);
    assertTrue(attention.positionNanos() > 0 && attention.aloneNanos() > 0);
  }

  @Test
  void whatIsComputedWithIsWhatKernelsSupport() {
    RateGaps.Computed computed = MachineBenchmark.computed();
    assertEquals(VectorWidth.BITS, computed.vectorBits());
    assertTrue(computed.types().containsAll(List.of("F32", "Q4_K", "IQ1_S", "TQ1_0")));
    assertEquals(Tiles.types().stream().filter(Tiles::available).count(), computed.tiled().size());
  }
}
