package abruzzi.runtime.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  @Test
  void goesThroughThePointsAndIsAPowerLawElsewhere() {
    LossCurve curve = new LossCurve(Map.of(0.01, 0.002, 0.04, 0.004, 0.16, 0.016));
    assertEquals(0.002, curve.loss(0.01), 1e-12);
    assertEquals(0.004, curve.loss(0.04), 1e-12);
    assertEquals(Math.sqrt(0.002 * 0.004), curve.loss(0.02), 1e-12);
    assertEquals(0.064, curve.loss(0.64), 1e-12);
    double flattest = 0.002 * Math.pow(0.1, 0.7); // the measured power is 0.5
    assertEquals(flattest, curve.loss(0.001), 1e-12);
    assertEquals(0.001, new LossCurve(Map.of(0.02, 0.002)).loss(0.01), 1e-12);
  }
}
