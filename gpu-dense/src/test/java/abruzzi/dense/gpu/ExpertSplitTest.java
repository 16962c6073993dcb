package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import abruzzi.dense.RoutedBatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpertSplitTest {
  /** Experts 1 and 4 lie on the device, the later one first. */
  private static final int[] PLACES = {-1, 1, -1, -1, 0};

  private final ExpertSplit split = new ExpertSplit(3, 2);

  @Test
  void rowsAreSortedByPlaceThenByToken() {
    RoutedBatch.Picks rest = divide(3, 1, 0, 4, 1, 2, 4);
    assertEquals(
        List.of(new ExpertSplit.Group(0, 0, 2), new ExpertSplit.Group(1, 2, 2)), split.groups());
    assertEquals(4, split.taken());
    assertArrayEquals(new int[] {1, 2, 0, 1}, Arrays.copyOf(split.tokens(), 4));
    assertArrayEquals(new float[] {3, 6, 1, 4}, Arrays.copyOf(split.weights(), 4));
    // of several tokens each keeps two picks, some of them without weight
    assertEquals(2, rest.used());
    assertArrayEquals(new int[] {0, 0, 0, 0, 2, 0}, Arrays.copyOf(rest.experts(), 6));
    assertArrayEquals(new float[] {0, 2, 0, 0, 5, 0}, Arrays.copyOf(rest.weights(), 6));
  }

  @Test
  void ofOneTokenOnlyTheOthersAreLeft() {
    RoutedBatch.Picks rest = divide(1, 4, 3);
    assertEquals(1, rest.used());
    assertEquals(3, rest.experts()[0]);
    assertEquals(2, rest.weights()[0]);
    assertEquals(0, divide(1, 1, 4).used());
  }

  @Test
  void picksOfOthersAreLeftAsTheyAre() {
    RoutedBatch.Picks all = picks(0, 2, 3, 0);
    assertSame(all, split.divide(all, 2, PLACES));
    assertEquals(0, split.taken());
    assertEquals(List.of(), split.groups());
  }

  private RoutedBatch.Picks divide(int tokens, int... experts) {
    return split.divide(picks(experts), tokens, PLACES);
  }

  /** Weights are 1, 2, and so on. */
  private static RoutedBatch.Picks picks(int... experts) {
    float[] weights = new float[experts.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i + 1;
    }
    return new RoutedBatch.Picks(2, experts, weights);
  }
}
