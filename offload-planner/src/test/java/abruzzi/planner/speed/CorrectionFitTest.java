package abruzzi.planner.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.planner.speed.CorrectionFit.Evidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CorrectionFitTest {
  private static final int PROMPT = 64;

  @Test
  void withoutRunsNothingIsCorrected() {
    assertEquals(RunCorrection.NONE, CorrectionFit.of(List.of()));
  }

  @Test
  void findsFactorAndTimePerLayer() {
    RunCorrection fit = fit(run(6, 1.3, 0.5, 1), run(4, 1.3, 0.5, 100), run(61, 1.3, 0.5, 250));
    assertEquals(1.3, fit.decodeFactor(), 0.02);
    assertEquals(0.5e-3, fit.layerSeconds(), 0.05e-3);
    assertEquals(1.3, fit.prefillFactor(), 0.02);
    assertEquals(0.5e-3 / PROMPT, fit.rowSeconds(), 0.05e-3 / PROMPT);
  }

  @Test
  void oneRunIsExplainedWhereRatesAreRight() {
    RunCorrection small = fit(run(6, 1, 1, 0.5));
    assertEquals(1, small.decodeFactor(), 0.1);
    assertEquals(1e-3, small.layerSeconds(), 0.1e-3);
  }

  @Test
  void fasterThanPromisedIsAFactorBelowOne() {
    RunCorrection fit = fit(run(4, 0.8, 0, 100), run(6, 0.8, 0, 10));
    assertTrue(fit.decodeFactor() < 0.85, fit.toString());
    assertEquals(0, fit.layerSeconds());
  }

  /** As slices of a model do, of which none is small. */
  @Test
  void largeModelsAloneSayLittleOfLayers() {
    RunCorrection fit = fit(run(3, 1.12, 0, 39), run(3, 1.2, 0, 39), run(4, 1.12, 0, 48));
    assertEquals(1.14, fit.decodeFactor(), 0.04);
    assertEquals(0, fit.layerSeconds(), 0.1e-3);
  }

  @Test
  void promptsThatWereNotMeasuredSayNothing() {
    RunCorrection fit = fit(new MeasuredRun(6, 1, 2, 0, 0, 0));
    assertEquals(1, fit.prefillFactor());
    assertEquals(0, fit.rowSeconds());
  }

  /** Whatever else ran: what counts most is met. */
  @Property(tries = 300)
  void theSameModelIsMet(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed,
      @ForAll @IntRange(min = 0, max = 6) int others,
      @ForAll @DoubleRange(min = 0.5, max = 3) double factor) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Evidence> runs = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      double predicted = Math.exp(random.nextDouble(-1, 6));
      double ratio = random.nextDouble(0.7, 1.5);
      runs.add(new Evidence(run(random.nextInt(2, 62), ratio, 0, predicted), 1));
    }
    MeasuredRun own = run(random.nextInt(2, 62), factor, 0, Math.exp(random.nextDouble(-1, 6)));
    runs.add(new Evidence(own, 1000));
    RunCorrection fit = CorrectionFit.of(runs);
    double decodeMs =
        fit.decodeFactor() * own.predictedDecodeMs() + 1e3 * fit.layerSeconds() * own.layers();
    double prefillMs =
        fit.prefillFactor() * own.predictedPrefillMs()
            + 1e3 * fit.rowSeconds() * own.layers() * PROMPT;
    assertEquals(1, decodeMs / own.decodeMs(), 0.05, runs.toString());
    assertEquals(1, prefillMs / own.prefillMs(), 0.05, runs.toString());
  }

  private static RunCorrection fit(MeasuredRun... runs) {
    return CorrectionFit.of(Arrays.stream(runs).map(run -> new Evidence(run, 1)).toList());
  }

  /** Takes a factor of what was promised, and some time for each layer. */
  private static MeasuredRun run(int layers, double factor, double layerMs, double predictedMs) {
    double ms = factor * predictedMs + layerMs * layers;
    return new MeasuredRun(layers, predictedMs, ms, PROMPT, predictedMs, ms);
  }
}
