package abruzzi.planner.speed;

import static abruzzi.planner.speed.RunCorrection.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.planner.work.Block;
import abruzzi.planner.work.Work;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.KernelRate;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.PcieProfile;
import abruzzi.profiles.ProductRate;
import abruzzi.profiles.RateCurve;
import abruzzi.quant.gguf.GgmlType;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times of products, worked out by hand. */
class SpeedTest {
  private static final Origin ORIGIN = Origin.measured("a test", LocalDate.of(2026, 11, 22));
  private static final double NANO = 1e-9;

  /** A thousand weights in 560 bytes. */
  private static final Block BLOCK = new Block(List.of(new Work(GgmlType.Q4_K, 1000, 560, 0)));

  @Test
  void theShorterTimeOverlapsOnlyInPart() {
    // reading takes 560 ns, multiplying 1000 ns
    assertEquals((1000 + 0.25 * 560) * NANO, host(1e9).time(BLOCK, 1).seconds(), NANO);
    // reading takes 5600 ns
    assertEquals((5600 + 0.25 * 1000) * NANO, host(1e8).time(BLOCK, 1).seconds(), NANO);
  }

  @Test
  void timesLieOnLinesBetweenTheRowsThatWereMeasured() {
    HostSpeed host = host(1e15);
    assertEquals(2000 * NANO, host.time(BLOCK, 8).seconds(), NANO);
    assertEquals(6000 * NANO, host.time(BLOCK, 36).seconds(), NANO);
    assertEquals(10_000 * NANO, host.time(BLOCK, 64).seconds(), NANO);
    assertEquals(20_000 * NANO, host.time(BLOCK, 128).seconds(), NANO);
  }

  /** Seven regions; one thread waits for nobody. */
  @Test
  void aLayerTakesTimeBeyondItsWeights() {
    assertEquals(0, host(1e9).layerSeconds());
    assertEquals(21_000 * NANO, new HostSpeed(machine(1e9), 2, true, false, NONE).layerSeconds());
  }

  @Test
  void aCardMultipliesTypesAtTheirRates() {
    GpuProfile card = card(false, new ProductRate("Q4_K", 5e11));
    Block both = new Block(List.of(BLOCK.works().get(0), new Work(GgmlType.Q8_0, 100, 106, 0)));
    assertEquals((1.12 + 0.106) * NANO, new GpuSpeed(card).productSeconds(both), 1e-12);
    assertEquals((1.12 + 0.106) * NANO, new GpuSpeed(card).productSeconds(both, 64), 1e-12);
  }

  /** 560 bytes take 1.12 ns with one row and 11.2 ns with 64. */
  @Test
  void aCardTakesLongerForManyRows() {
    GpuSpeed card = new GpuSpeed(card(false, new ProductRate("Q4_K", 5e11, 5e10)));
    assertEquals(1.12 * NANO, card.productSeconds(BLOCK), 1e-12);
    assertEquals((1.12 + 10.08 / 63) * NANO, card.productSeconds(BLOCK, 2), 1e-12);
    assertEquals(11.2 * NANO, card.productSeconds(BLOCK, 64), 1e-12);
    assertEquals(22.4 * NANO, card.productSeconds(BLOCK, 128), 1e-12);
  }

  @Test
  void processorsDoNotHelpThemselves() {
    assertEquals(3, new GpuSpeed(card(false)).together(3, 2));
    assertEquals(5, new GpuSpeed(card(true)).together(3, 2));
  }

  /** Each type and layout has a part of its own. */
  @Test
  void typesOverlapReadingEachInItsWay() {
    KernelProfile kernels = machine(1e9).kernels();
    List<KernelRate> rates =
        kernels.rates().stream()
            .map(rate -> rate.rows() == 1 ? rate.withNotOverlapped(0.75) : rate)
            .toList();
    HardwareProfile other =
        new HardwareProfile(
            "other",
            machine(1e9).cpu(),
            machine(1e9).memory(),
            List.of(),
            List.of(),
            new KernelProfile(512, rates, 3000, 0.25, 0, false, ORIGIN));
    double seconds = new HostSpeed(other, 1, true, false, NONE).time(BLOCK, 1).seconds();
    assertEquals((1000 + 0.75 * 560) * NANO, seconds, NANO);
  }

  @Test
  void whatRunsTaughtOfRowsCountsForEach() {
    RunCorrection taught = new RunCorrection(2e-6, 1, 3e-6, 1);
    HostSpeed host = new HostSpeed(machine(1e9), 1, true, false, taught);
    assertEquals(2000 * NANO, host.layerSeconds(), 1e-12);
    assertEquals(192_000 * NANO, host.layerSeconds(64), 1e-12);
  }

  private static GpuProfile card(boolean processors, ProductRate... rates) {
    PcieProfile link = new PcieProfile(1e10, 0, 1e10, 0, 0);
    return new GpuProfile("a card", 1L << 30, 1e12, 0, link, processors, List.of(rates), ORIGIN);
  }

  private static HostSpeed host(double bytesPerSecond) {
    return new HostSpeed(machine(bytesPerSecond), 1, true, false, NONE);
  }

  private static HardwareProfile machine(double bytesPerSecond) {
    KernelProfile kernels =
        new KernelProfile(
            512, List.of(rate(1, 1e9), rate(8, 5e8), rate(64, 1e8)), 3000, 0.25, 0, false, ORIGIN);
    return new HardwareProfile(
        "machine",
        new CpuProfile("a processor", 1, 1, 1, 1, List.of(), List.of(), ORIGIN),
        new MemoryProfile(1L << 30, 1, RateCurve.constant(bytesPerSecond), 100, ORIGIN),
        List.of(),
        List.of(),
        kernels);
  }

  private static KernelRate rate(int rows, double weightsPerSecond) {
    return new KernelRate(
        "Q4_K", KernelRate.Layout.ROWS, rows, RateCurve.constant(weightsPerSecond));
  }
}
