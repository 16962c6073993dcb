package abruzzi.planner.placement;

import abruzzi.planner.speed.Limit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How fast tokens will be generated.
 *
 * @param depthTokens tokens in the context by then
 * @param ms milliseconds of one token
 * @param parts what they are made of
 * @param bottleneck what most of the time is spent waiting for
 */
public record Prediction(int depthTokens, double ms, List<StepPart> parts, Limit bottleneck) {
  /** Keeps an unmodifiable copy. */
  public Prediction {
    parts = List.copyOf(parts);
  }

  static Prediction of(int depthTokens, List<StepPart> parts) {
    Map<Limit, Double> byLimit = new EnumMap<>(Limit.class);
    double ms = 0;
    for (StepPart part : parts) {
      byLimit.merge(part.limit(), part.criticalMs(), Double::sum);
      ms += part.criticalMs();
    }
    Limit bottleneck =
        byLimit.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return new Prediction(depthTokens, ms, parts, bottleneck);
  }

  /** Tokens generated in a second. */
  public double tokensPerSecond() {
    return 1e3 / ms;
  }
}
