package abruzzi.planner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingRecorderTest {
  private static final long SEED = 42;

  /** The plain way: all picks are kept and counted afterwards. */
  @Test
  void countsAreThoseOfAPlainCount() {
    RoutingShape shape = new RoutingShape(1, 2, 12, 3);
    Random random = new Random(SEED);
    RoutingRecorder recorder = new RoutingRecorder(shape);
    RoutingCounts counts = new RoutingCounts(shape);
    List<List<int[]>> history = new ArrayList<>();
    for (int layer = 0; layer < 2; layer++) {
      history.add(new ArrayList<>());
    }
    for (int token = 0; token < 200; token++) {
      for (int layer = 0; layer < 2; layer++) {
        int[] picks = picks(random, shape);
        history.get(layer).add(picks);
        recorder.routed(1 + layer, picks);
      }
      recorder.tokenDone(7 + token);
      if (token % 17 == 0) {
        assertTrue(recorder.drainTo(counts));
        assertFalse(recorder.drainTo(counts));
      }
    }
    recorder.drainTo(counts);
    RouterStatistics statistics = RouterStatistics.of(counts);
    assertEquals(200, statistics.tokens());
    for (int layer = 0; layer < 2; layer++) {
      check(statistics, layer, history.get(layer));
    }
    for (int size = 0; size <= 12; size++) {
      double hits = lruHits(history.get(0), size) + lruHits(history.get(1), size);
      double rate = hits / (2 * 200 * 3);
      assertEquals(rate, statistics.hitRateOfLeastRecentlyUsed(size), 1e-12, "seed " + SEED);
    }
  }

  private static void check(RouterStatistics statistics, int layer, List<int[]> history) {
    long repeats = 0;
    long[] uses = new long[12];
    int[] last = new int[12];
    for (int token = 0; token < history.size(); token++) {
      for (int expert : history.get(token)) {
        uses[expert]++;
        last[expert] = token;
        repeats += token > 0 && contains(history.get(token - 1), expert) ? 1 : 0;
      }
    }
    for (int expert = 0; expert < 12; expert++) {
      assertEquals(uses[expert], statistics.uses(layer, expert), "seed " + SEED);
      assertEquals(199 - last[expert], statistics.tokensSinceUse(layer, expert), "seed " + SEED);
    }
    assertEquals(repeats / (199.0 * 3), statistics.repeatRate(layer), 1e-12, "seed " + SEED);
    java.util.Arrays.sort(uses);
    double top = uses[11] + uses[10];
    assertEquals(top / 600, statistics.shareOfTop(layer, 2), 1e-12, "seed " + SEED);
  }

  private static long lruHits(List<int[]> history, int size) {
    List<Integer> cache = new ArrayList<>();
    long hits = 0;
    for (int[] picks : history) {
      for (Integer expert : picks) {
        hits += cache.remove(expert) ? 1 : 0;
        cache.add(0, expert);
        while (cache.size() > size) {
          cache.remove(cache.size() - 1);
        }
      }
    }
    return hits;
  }

  private static boolean contains(int[] picks, int expert) {
    return java.util.Arrays.stream(picks).anyMatch(pick -> pick == expert);
  }

  private static int[] picks(Random random, RoutingShape shape) {
    List<Integer> experts = new ArrayList<>();
    for (int i = 0; i < shape.experts(); i++) {
      experts.add(i);
    }
    Collections.shuffle(experts, random);
    return experts.stream().limit(shape.used()).mapToInt(i -> i).toArray();
  }

  @Test
  void aJumpInTheContextIsNoRepeat() {
    RoutingRecorder recorder = new RoutingRecorder(new RoutingShape(0, 1, 4, 1));
    int[] pick = {2};
    for (int position : new int[] {5, 6, 3, 4}) {
      recorder.routed(0, pick);
      recorder.tokenDone(position);
    }
    RoutingCounts counts = new RoutingCounts(recorder.shape());
    recorder.drainTo(counts);
    assertEquals(2, counts.pairs);
    assertEquals(2, counts.repeats[2]);
    assertEquals(1, RouterStatistics.of(counts).repeatRate(0));
  }

  @Test
  void evennessIsOneForAllAlikeAndZeroForOne() {
    RoutingShape shape = new RoutingShape(0, 2, 4, 1);
    RoutingRecorder recorder = new RoutingRecorder(shape);
    for (int token = 0; token < 8; token++) {
      recorder.routed(0, new int[] {token % 4});
      recorder.routed(1, new int[] {3});
      recorder.tokenDone(token);
    }
    RoutingCounts counts = new RoutingCounts(shape);
    recorder.drainTo(counts);
    RouterStatistics statistics = RouterStatistics.of(counts);
    assertEquals(1, statistics.evenness(0), 1e-12);
    assertEquals(0, statistics.evenness(1), 1e-12);
    assertEquals(3, statistics.unused(1));
    assertEquals(-1, statistics.tokensSinceUse(1, 0));
    assertEquals((2 + 8) / 16.0, statistics.hitRateOfMostUsed(1), 1e-12);
    assertEquals(0, RouterStatistics.of(new RoutingCounts(shape)).hitRateOfMostUsed(2));
    assertThrows(IllegalArgumentException.class, () -> statistics.hitRateOfMostUsed(5));
    assertThrows(IllegalArgumentException.class, () -> new RoutingShape(0, 1, 4, 5));
  }
}
