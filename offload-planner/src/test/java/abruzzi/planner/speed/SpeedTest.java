package abruzzi.planner.speed;

import static abruzzi.planner.speed.RunCorrection.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.planner.work.Block;
import abruzzi.planner.work.Work;
import abruzzi.profiles.AttentionRate;
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
  private static final Block BLOCK = new Block(List.of(new Work(GgmlType.Q4_K, 1000, 1, 560, 0)));

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
    Block both = new Block(List.of(BLOCK.works().get(0), new Work(GgmlType.Q8_0, 100, 1, 106, 0)));
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

  /** Rates hold for rows of 7168 weights; more rows than that have a price. */
  @Test
  void shortRowsTakeLonger() {
    Block wide = new Block(List.of(new Work(GgmlType.Q4_K, 71_680, 10, 1, 0)));
    Block narrow = new Block(List.of(new Work(GgmlType.Q4_K, 71_680, 280, 1, 0)));
    HostSpeed plain = new HostSpeed(machine(1e15), 1, true, false, NONE);
    HostSpeed host = new HostSpeed(withRowNanos(20.0), 1, true, false, NONE);
    assertEquals(71_680 * NANO, plain.time(narrow, 1).seconds(), NANO);
    assertEquals(71_680 * NANO, host.time(wide, 1).seconds(), NANO);
    assertEquals((71_680 + 270 * 20) * NANO, host.time(narrow, 1).seconds(), NANO);
    // with eight rows of activations, which nobody measured at that length, twice the weights' time
    assertEquals(2 * 71_680 * NANO, host.time(narrow, 8).seconds(), NANO);
    HostSpeed two = new HostSpeed(withRowNanos(20.0), 2, true, false, NONE);
    assertEquals((71_680 + 270 * 10) * NANO, two.time(narrow, 1).seconds(), NANO);
  }

  private static HardwareProfile withRowNanos(double nanos) {
    HardwareProfile plain = machine(1e15);
    List<KernelRate> rates =
        plain.kernels().rates().stream()
            .map(rate -> rate.rows() == 1 ? rate.withRowNanos(nanos) : rate.withRowNanos(0.0))
            .toList();
    return new HardwareProfile(
        "machine",
        plain.cpu(),
        plain.memory(),
        List.of(),
        List.of(),
        plain.kernels().withRates(rates));
  }

  /** 4 groups of 16 heads on 2 units, 50 ns a position, 40 alone. */
  @Test
  void attentionOnACardTakesItsTime() {
    AttentionRate rate = new AttentionRate(16, 64, 2, 50, 40);
    assertEquals(4 * 100 * 50 / 2 * NANO, rate.seconds(64, 100), NANO);
    assertEquals(100 * 40 * NANO, rate.seconds(4, 100), NANO, "one group keeps one unit busy");
    assertEquals(200 * 50 / 2 * NANO, rate.seconds(4, 200), NANO, "long contexts are divided");
    GpuSpeed plain = new GpuSpeed(card(false));
    assertEquals(1000 * NANO, plain.attentionSeconds(4, 100, 1e6), 1e-12);
    GpuSpeed known = new GpuSpeed(card(false, rate));
    assertEquals(4000 * NANO, known.attentionSeconds(4, 100, 1e6), 1e-12);
    assertEquals(10_000 * NANO, known.attentionSeconds(4, 100, 1e7), 1e-12);
  }

  @Test
  void whatRunsWithACardTaughtCountsForAllThatItDoes() {
    GpuProfile card =
        card(false, new AttentionRate(16, 64, 2, 50, 40), new ProductRate("Q4_K", 5e11));
    GpuProfile slow =
        new GpuProfile(
            "a card",
            1,
            1e12,
            1000,
            new PcieProfile(1e10, 0, 1e10, 0, 500),
            false,
            card.products(),
            card.attention(),
            ORIGIN);
    GpuSpeed once = new GpuSpeed(slow);
    GpuSpeed twice = new GpuSpeed(slow, new RunCorrection(0, 2, 0, 3));
    for (double factor : new double[] {2, 3}) {
      GpuSpeed speed = factor == 2 ? twice : twice.forPrompts();
      assertEquals(factor * once.productSeconds(BLOCK), speed.productSeconds(BLOCK), 1e-15);
      assertEquals(factor * once.launchSeconds(3), speed.launchSeconds(3), 1e-15);
      assertEquals(factor * once.readSeconds(1e6), speed.readSeconds(1e6), 1e-15);
      assertEquals(factor * once.uploadSeconds(1e6), speed.uploadSeconds(1e6), 1e-15);
      assertEquals(factor * once.downloadSeconds(1e6), speed.downloadSeconds(1e6), 1e-15);
      assertEquals(
          factor * once.attentionSeconds(4, 100, 1), speed.attentionSeconds(4, 100, 1), 1e-15);
    }
  }

  private static GpuProfile card(
      boolean processors, AttentionRate attention, ProductRate... rates) {
    PcieProfile link = new PcieProfile(1e10, 0, 1e10, 0, 0);
    return new GpuProfile(
        "a card", 1L << 30, 1e12, 0, link, processors, List.of(rates), attention, ORIGIN);
  }

  private static GpuProfile card(boolean processors, ProductRate... rates) {
    return card(processors, null, rates);
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
