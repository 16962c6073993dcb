package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HardwareProfileTest {
  @Test
  void ratesBetweenPointsLieOnALine() {
    RateCurve curve = TestMachine.curve(2, 20, 4, 30);
    assertEquals(10, curve.at(1));
    assertEquals(20, curve.at(2));
    assertEquals(25, curve.at(3));
    assertEquals(30, curve.at(4));
    assertEquals(30, curve.at(64));
    assertEquals(30, curve.best());
    assertEquals(15, curve.times(0.5).best());
    assertEquals(0, RateCurve.UNKNOWN.at(1));
    assertEquals(7, RateCurve.constant(7).at(3));
  }

  @Test
  void kernelsAreFoundByTypeLayoutAndRows() {
    KernelProfile kernels = TestMachine.kernels();
    KernelRate.Layout rows = KernelRate.Layout.ROWS;
    assertEquals(20, kernels.rowNanos("Q2_K", rows, 8));
    assertEquals(30, kernels.rowNanos("Q4_K", rows, 8), "as the others on average");
    assertEquals(0, kernels.rowNanos("Q4_K", rows, 1));
    assertEquals(0, kernels.rowNanos("Q4_K", KernelRate.Layout.TILES, 8));
    assertEquals(1, kernels.find("Q4_K", rows, 7).orElseThrow().rows());
    assertEquals(8, kernels.find("Q4_K", rows, 100).orElseThrow().rows());
    assertTrue(kernels.find("Q4_K", KernelRate.Layout.TILES, 1).isEmpty());
    assertTrue(kernels.find("Q2_K", rows, 1).isEmpty());
  }

  @Test
  void vectorsAreAsWideAsTheInstructionSets() {
    assertEquals(256, TestMachine.cpu("x").vectorBits());
    assertEquals(2, TestMachine.cpu("x").threadsPerCore());
    assertEquals(8, TestMachine.named("x").computeThreads());
  }

  @Test
  void impossibleMachinesAreRefused() {
    Origin origin = TestMachine.ORIGIN;
    refused("logical_cores=4", () -> new CpuProfile("x", 1, 8, 4, 1, List.of(), List.of(), origin));
    refused("sockets=0", () -> new CpuProfile("x", 0, 8, 8, 1, List.of(), List.of(), origin));
    refused("total_bytes=0", () -> new MemoryProfile(0));
    refused("per_second=0.0", () -> RateCurve.constant(0));
    refused("parallel=2", () -> TestMachine.curve(2, 1, 2, 1));
    refused("level=0", () -> new CacheProfile(0, 1));
    refused("latency_nanos=NaN", () -> new PcieProfile(1, 1, 1, 1, Double.NaN));
    refused("random_read_bytes=0", () -> new DiskProfile("x", true, 1, 0, null, origin));
    refused("origin.date=today", () -> new Origin(Origin.Kind.ESTIMATE, "x", "today"));
    refused("name=../x", () -> TestMachine.named("../x"));
  }

  private static void refused(String value, Executable maker) {
    String message = assertThrows(IllegalArgumentException.class, maker).getMessage();
    assertTrue(message.contains(value) && message.contains(", expected "), message);
  }
}
