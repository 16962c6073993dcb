package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.RoutedBatch;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpertTableTest {
  private static final int EXPERTS = 24;
  private static final int USED = 6;

  @Test
  void everyPickIsInOneTileAndOneEntry() {
    long seed = System.nanoTime();
    System.out.println("ExpertTableTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      int tokens = 1 + random.nextInt(90);
      int all = tokens * USED;
      int rowsAtOnce = Math.min(all, TileSize.TILED.rows() + random.nextInt(all));
      check(random, tokens, rowsAtOnce);
    }
  }

  private static void check(Random random, int tokens, int rowsAtOnce) {
    int[] places = new int[EXPERTS];
    for (int e = 0; e < EXPERTS; e++) {
      places[e] = e % 3 == 0 ? -1 : e - e / 3 - 1;
    }
    RoutedBatch.Picks picks = picks(random, tokens);
    ExpertSplit split = new ExpertSplit(tokens, USED);
    split.divide(picks, tokens, places);
    ExpertTable table = new ExpertTable(tokens, USED, rowsAtOnce);
    table.fill(split, tokens);
    int[] words = table.values().toArray(ValueLayout.JAVA_INT);
    int[] placeOfRow = placeOfRow(table, words, split.taken(), rowsAtOnce);
    for (int t = 0; t < tokens; t++) {
      int from = words[table.starts() + t];
      int to = words[table.starts() + t + 1];
      Map<Integer, Float> expected = new HashMap<>();
      for (int k = t * USED; k < (t + 1) * USED; k++) {
        if (places[picks.experts()[k]] >= 0) {
          expected.put(places[picks.experts()[k]], picks.weights()[k]);
        }
      }
      assertEquals(expected.size(), to - from);
      int last = -1;
      for (int e = from; e < to; e++) {
        int row = words[table.entries() + 2 * e];
        assertTrue(row > last, "rows of a token ascend");
        last = row;
        assertEquals(t, words[row]);
        float weight = Float.intBitsToFloat(words[table.entries() + 2 * e + 1]);
        assertEquals(expected.get(placeOfRow[row]), weight);
      }
    }
  }

  private static RoutedBatch.Picks picks(Random random, int tokens) {
    int[] experts = new int[tokens * USED];
    for (int t = 0; t < tokens; t++) {
      List<Integer> distinct = new ArrayList<>();
      while (distinct.size() < USED) {
        int expert = (int) (EXPERTS * Math.pow(random.nextDouble(), 2));
        if (!distinct.contains(expert)) {
          distinct.add(expert);
        }
      }
      for (int k = 0; k < USED; k++) {
        experts[t * USED + k] = distinct.get(k);
      }
    }
    return new RoutedBatch.Picks(USED, experts, RandomRows.floats(experts.length, random));
  }

  /** Checks chunks and tiles. */
  private static int[] placeOfRow(ExpertTable table, int[] words, int rows, int rowsAtOnce) {
    int[] places = new int[rows];
    Arrays.fill(places, -1);
    int next = 0;
    for (ExpertTable.Chunk chunk : table.chunks()) {
      assertEquals(next, chunk.first());
      assertTrue(chunk.rows() <= rowsAtOnce, chunk + " of at most " + rowsAtOnce);
      next += chunk.rows();
      for (ExpertTable.Tiles tiles : chunk.tiles()) {
        int lastPlace = -1;
        for (int i = 0; i < tiles.count(); i++) {
          int at = table.at(tiles, i);
          assertTrue(words[at] >= lastPlace, "tiles are sorted");
          lastPlace = words[at];
          assertEquals(lastPlace, table.place(tiles, i));
          assertTrue(words[at + 2] >= 1 && words[at + 2] <= tiles.size().rows());
          assertTrue(words[at + 1] + words[at + 2] <= chunk.rows());
          for (int row = 0; row < words[at + 2]; row++) {
            int of = chunk.first() + words[at + 1] + row;
            assertEquals(-1, places[of], "row " + of + " is in one tile");
            places[of] = lastPlace;
          }
        }
      }
    }
    assertEquals(rows, next);
    assertTrue(Arrays.stream(places).noneMatch(place -> place < 0));
    return places;
  }
}
