package abruzzi.runtime.sensitivity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.sensitivity.BudgetSearch.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BudgetSearchTest {
  private static final int LISTS = 5;
  private static final int OPTIONS = 4;

  private static List<List<Option>> random(SplittableRandom random) {
    List<List<Option>> lists = new ArrayList<>();
    for (int list = 0; list < LISTS; list++) {
      List<Option> options = new ArrayList<>();
      double scale = random.nextDouble(0.1, 10);
      for (int i = 0; i < OPTIONS; i++) {
        long bytes = random.nextLong(10, 100);
        options.add(new Option(bytes, scale * random.nextDouble(0.5, 2) / bytes));
      }
      lists.add(options);
    }
    return lists;
  }

  private static double loss(List<List<Option>> lists, int[] chosen) {
    double loss = 0;
    for (int i = 0; i < chosen.length; i++) {
      loss += lists.get(i).get(chosen[i]).loss();
    }
    return loss;
  }

  private static long bytes(List<List<Option>> lists, int[] chosen) {
    long bytes = 0;
    for (int i = 0; i < chosen.length; i++) {
      bytes += lists.get(i).get(chosen[i]).bytes();
    }
    return bytes;
  }

  private static double best(List<List<Option>> lists, long limit) {
    double best = Double.POSITIVE_INFINITY;
    int[] chosen = new int[LISTS];
    for (int n = 0; n < Math.pow(OPTIONS, LISTS); n++) {
      for (int i = 0, rest = n; i < LISTS; i++, rest /= OPTIONS) {
        chosen[i] = rest % OPTIONS;
      }
      if (bytes(lists, chosen) <= limit) {
        best = Math.min(best, loss(lists, chosen));
      }
    }
    return best;
  }

  @Test
  void neverTooLargeAndMostlyTheBestThereIs() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int trials = 300;
    int best = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<List<Option>> lists = random(random);
      long limit = BudgetSearch.smallest(lists) + random.nextLong(0, 250);
      int[] chosen = BudgetSearch.choose(lists, limit);
      assertTrue(bytes(lists, chosen) <= limit);
      best += loss(lists, chosen) <= best(lists, limit) * 1.000001 ? 1 : 0;
    }
    assertTrue(best > 0.8 * trials, best + " of " + trials);
  }

  @Test
  void allIsTakenWhereThereIsRoomAndTheSmallestWhereThereIsNone() {
    List<List<Option>> lists =
        List.of(
            List.of(new Option(4, 1), new Option(2, 3), new Option(3, 5)),
            List.of(new Option(7, 0.5), new Option(1, 9)));
    assertArrayEquals(new int[] {0, 0}, BudgetSearch.choose(lists, 1000));
    assertArrayEquals(new int[] {1, 1}, BudgetSearch.choose(lists, 3));
    assertEquals(3, BudgetSearch.smallest(lists));
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> BudgetSearch.choose(lists, 2));
    assertTrue(fault.getMessage().contains("at least the 3"), fault.getMessage());
  }
}
