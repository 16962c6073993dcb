package abruzzi.planner.placement;

import abruzzi.planner.Tier;
import abruzzi.planner.placement.StepPart.Kind;
import abruzzi.planner.speed.Limit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up the parts of a step that are alike. */
final class StepParts {
  private record Key(Kind kind, Tier tier, Limit limit) {}

  private static final class Sum {
    private double bytes;
    private double seconds;
    private double criticalSeconds;
  }

  private final Map<Key, Sum> sums = new LinkedHashMap<>();

  /** A part all of which counts. */
  void add(Kind kind, Tier tier, Limit limit, double bytes, double seconds) {
    add(kind, tier, limit, bytes, seconds, 1);
  }

  /**
   * A part.
   *
   * @param critical 1 when it counts, 0 when something slower goes on at the same time
   */
  void add(Kind kind, Tier tier, Limit limit, double bytes, double seconds, int critical) {
    if (seconds > 0) {
      Sum sum = sums.computeIfAbsent(new Key(kind, tier, limit), key -> new Sum());
      sum.bytes += bytes;
      sum.seconds += seconds;
      sum.criticalSeconds += critical * seconds;
    }
  }

  List<StepPart> list() {
    List<StepPart> parts = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            parts.add(
                new StepPart(
                    key.kind,
                    key.tier,
                    key.limit,
                    sum.bytes,
                    1e3 * sum.seconds,
                    1e3 * sum.criticalSeconds)));
    return parts;
  }
}
