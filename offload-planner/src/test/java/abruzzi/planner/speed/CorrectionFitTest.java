package abruzzi.planner.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectionFitTest {
  @Test
  void withoutRunsNothingIsCorrected() {
    assertEquals(HostCorrection.NONE, CorrectionFit.of(List.of()));
  }

  @Test
  void findsFactorAndTimePerLayer() {
    HostCorrection fit =
        CorrectionFit.of(
            List.of(run(6, 1.3, 0.5, 1), run(4, 1.3, 0.5, 100), run(61, 1.3, 0.5, 250)));
    assertEquals(1.3, fit.decodeFactor(), 0.02);
    assertEquals(0.5e-3, fit.layerSeconds(), 0.05e-3);
    assertEquals(2, fit.prefillFactor(), 1e-9);
  }

  @Test
  void oneRunIsExplainedWhereRatesAreRight() {
    HostCorrection small = CorrectionFit.of(List.of(run(6, 1, 1, 0.5)));
    assertEquals(1, small.decodeFactor(), 0.05);
    assertEquals(1e-3, small.layerSeconds(), 0.1e-3);
  }

  @Test
  void fasterThanPromisedIsAFactorBelowOne() {
    HostCorrection fit = CorrectionFit.of(List.of(run(4, 0.8, 0, 100), run(6, 0.8, 0, 10)));
    assertTrue(fit.decodeFactor() < 0.85, fit.toString());
    assertEquals(0, fit.layerSeconds());
  }

  private static MeasuredRun run(int layers, double factor, double layerMs, double predictedMs) {
    return new MeasuredRun(layers, predictedMs, factor * predictedMs + layerMs * layers, 10, 20);
  }
}
