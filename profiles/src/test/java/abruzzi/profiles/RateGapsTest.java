package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.profiles.KernelRate.Layout;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateGapsTest {
  private static final Origin MEASURED = Origin.measured("a test", LocalDate.of(2026, 11, 23));
  private static final Origin ESTIMATE = new Origin(Origin.Kind.ESTIMATE, "a test", "2026-11-23");
  private static final RateGaps.Computed NOW =
      new RateGaps.Computed(2, 512, Set.of("Q4_K", "Q8_0"), Set.of("Q4_K"));
  private static final List<KernelRate> ALL =
      List.of(rate("Q4_K", Layout.ROWS), rate("Q4_K", Layout.TILES), rate("Q8_0", Layout.ROWS));

  @Test
  void aProfileOfThisVersionHasNone() {
    assertEquals(List.of(), RateGaps.in(kernels(512, ALL, 2, false, MEASURED), NOW));
    assertEquals(List.of(), RateGaps.in(null, NOW));
  }

  @Test
  void olderRulesAndOtherVectorsCount() {
    assertEquals(
        List.of("measured by the rules of an older version", "512-bit vectors, were 256"),
        RateGaps.in(kernels(256, ALL, 1, false, MEASURED), NOW));
    assertEquals(List.of(), RateGaps.in(kernels(512, ALL, 3, false, MEASURED), NOW));
  }

  @Test
  void eachTypeAndLayoutIsWanted() {
    assertEquals(
        List.of("no rates of Q8_0", "no rates of Q4_K in tiles"),
        RateGaps.in(kernels(512, ALL.subList(0, 1), 2, false, MEASURED), NOW));
    RateGaps.Computed many =
        new RateGaps.Computed(2, 512, Set.of("A", "B", "C", "D", "E"), Set.of());
    assertEquals(
        List.of("no rates of A, B, C and 2 more"),
        RateGaps.in(kernels(512, ALL, 2, false, MEASURED), many));
  }

  @Test
  void partialProfilesNeedAllLayoutsOfTheirTypesOnly() {
    assertEquals(
        List.of("no rates of Q4_K in tiles"),
        RateGaps.in(kernels(512, ALL.subList(0, 1), 2, true, MEASURED), NOW));
    assertEquals(List.of(), RateGaps.in(kernels(512, ALL.subList(2, 3), 2, true, MEASURED), NOW));
  }

  @Test
  void nothingIsExpectedOfEstimates() {
    assertEquals(List.of(), RateGaps.in(kernels(256, List.of(), 0, false, ESTIMATE), NOW));
  }

  private static KernelProfile kernels(
      int bits, List<KernelRate> rates, int rules, boolean partial, Origin origin) {
    return new KernelProfile(bits, rates, 0, null, rules, partial, origin);
  }

  private static KernelRate rate(String type, Layout layout) {
    return new KernelRate(type, layout, 1, TestMachine.curve(1, 1e9));
  }
}
