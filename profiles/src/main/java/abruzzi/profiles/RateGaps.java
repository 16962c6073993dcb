package abruzzi.profiles;

import abruzzi.profiles.KernelRate.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out whether measured rates are still those of what is computed with. */
public final class RateGaps {
  private static final int MOST_NAMED = 3;

  private RateGaps() {}

  /**
   * What a version computes with.
   *
   * @param rules version of the rules by which it measures
   * @param vectorBits bits of its vectors
   * @param types storage types by name
   * @param tiled those that it also computes with in tiles
   */
  public record Computed(int rules, int vectorBits, Set<String> types, Set<String> tiled) {}

  /**
   * What a profile does not say, or not of this version. Of estimates nothing is expected, and of
   * profiles that are partial on purpose only that what they know is known in each layout.
   *
   * @return one phrase each, as in {@code no rates of Q3_K in tiles}; none where all is there
   */
  public static List<String> in(KernelProfile kernels, Computed now) {
    if (kernels == null || kernels.origin().kind() != Origin.Kind.MEASURED) {
      return List.of();
    }
    List<String> gaps = new ArrayList<>();
    if (kernels.rules() < now.rules) {
      gaps.add("measured by the rules of an older version");
    }
    if (kernels.vectorBits() != now.vectorBits) {
      gaps.add(now.vectorBits + "-bit vectors, were " + kernels.vectorBits());
    }
    Set<String> rows = types(kernels, Layout.ROWS);
    Set<String> wanted = kernels.partial() ? rows : now.types;
    missing(gaps, "", now.types, wanted, rows);
    missing(gaps, " in tiles", now.tiled, wanted, types(kernels, Layout.TILES));
    return gaps;
  }

  private static Set<String> types(KernelProfile kernels, Layout layout) {
    return kernels.rates().stream()
        .filter(rate -> rate.layout() == layout)
        .map(KernelRate::type)
        .collect(Collectors.toSet());
  }

  private static void missing(
      List<String> gaps, String layout, Set<String> computed, Set<String> wanted, Set<String> has) {
    Set<String> missing = new TreeSet<>(computed);
    missing.retainAll(wanted);
    missing.removeAll(has);
    if (!missing.isEmpty()) {
      String named = missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
      int more = missing.size() - MOST_NAMED;
      gaps.add("no rates of " + named + (more > 0 ? " and " + more + " more" : "") + layout);
    }
  }
}
