package abruzzi.runtime.sensitivity;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The loss of a group over the error of its weights. To first order a divergence is proportional to
 * the squared error that causes it, so the curve is a power law between the measured points and
 * beyond them.
 */
final class LossCurve {
  private static final double LEAST_LOSS = 1e-9;
  private static final double LEAST_ERROR = 1e-12;

  /** What powers are believed beyond the measured points. */
  private static final double FLATTEST = 0.7;

  private static final double STEEPEST = 1.5;

  /** Logarithms of losses by logarithms of errors. */
  private final NavigableMap<Double, Double> points = new TreeMap<>();

  /**
   * A curve.
   *
   * @param measured losses by relative squared errors, at least one
   */
  LossCurve(Map<Double, Double> measured) {
    measured.forEach(
        (error, loss) ->
            points.put(
                Math.log(Math.max(error, LEAST_ERROR)), Math.log(Math.max(loss, LEAST_LOSS))));
  }

  /** The loss at a relative squared error. */
  double loss(double error) {
    double x = Math.log(Math.max(error, LEAST_ERROR));
    Map.Entry<Double, Double> below = points.floorEntry(x);
    Map.Entry<Double, Double> above = points.ceilingEntry(x);
    if (below == null) {
      return beyond(points.firstEntry(), points.higherEntry(points.firstKey()), x);
    }
    if (above == null) {
      return beyond(points.lastEntry(), points.lowerEntry(points.lastKey()), x);
    }
    double width = above.getKey() - below.getKey();
    double part = width == 0 ? 0 : (x - below.getKey()) / width;
    return Math.exp(below.getValue() + part * (above.getValue() - below.getValue()));
  }

  private static double beyond(
      Map.Entry<Double, Double> end, Map.Entry<Double, Double> next, double x) {
    double power = 1;
    if (next != null) {
      double slope = (next.getValue() - end.getValue()) / (next.getKey() - end.getKey());
      power = Math.clamp(slope, FLATTEST, STEEPEST);
    }
    return Math.exp(end.getValue() + power * (x - end.getKey()));
  }
}
