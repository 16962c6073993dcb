package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.tuning.InventedMachine.Knobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class HalvingSearchTest {
  private static final Knobs BAD = new Knobs(1, 0, 32);

  private final List<String> told = new ArrayList<>();

  private HalvingSearch.Found<Knobs> search(
      Trials<Knobs> machine, Knobs start, BooleanSupplier timeLeft) {
    HalvingSearch.Follower<Knobs> follower =
        new HalvingSearch.Follower<>() {
          @Override
          public void round(String dimension, int settings) {}

          @Override
          public void decided(String dimension, Knobs before, Knobs after, double factor) {
            told.add(dimension);
          }
        };
    return new HalvingSearch<>(InventedMachine.dimensions(), machine, timeLeft, follower)
        .run(start);
  }

  @Test
  void withoutNoiseTheBestIsFound() {
    InventedMachine machine = new InventedMachine(1, 0);
    HalvingSearch.Found<Knobs> found = search(sample -> quiet(machine, sample), BAD, () -> true);
    assertEquals(InventedMachine.BEST, found.best());
    assertTrue(found.complete());
    // the first pass decides all, the second looks again at what others have changed since
    assertEquals(List.of("threads", "spin", "batch", "threads", "spin"), told);
  }

  private static SpeedSample quiet(InventedMachine machine, Knobs knobs) {
    machine.measured.add(knobs);
    double seconds = InventedMachine.seconds(knobs);
    return new SpeedSample(1000 / seconds, 500 / seconds);
  }

  @Test
  void withNoiseAndPausesMostOfTheGainIsFound() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    double best = InventedMachine.seconds(InventedMachine.BEST);
    int good = 0;
    int tries = 200;
    for (int i = 0; i < tries; i++) {
      Knobs found = search(new InventedMachine(seed + i, 0.03), BAD, () -> true).best();
      good += InventedMachine.seconds(found) < 1.1 * best ? 1 : 0;
    }
    assertTrue(good > 0.8 * tries, good + " of " + tries + " within 10 % of the best");
  }

  @Test
  void halvingTakesFarFewerMeasurementsThanTryingAll() {
    InventedMachine machine = new InventedMachine(7, 0.02);
    search(machine, BAD, () -> true);
    int all = 7 * 4 * 4 * 6;
    assertTrue(machine.measured.size() < all / 4, machine.measured.size() + " measurements");
  }

  @Test
  void whatIsBestAlreadyStays() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int stayed = 0;
    int tries = 200;
    for (int i = 0; i < tries; i++) {
      InventedMachine machine = new InventedMachine(seed + i, 0.02);
      Knobs found = search(machine, InventedMachine.BEST, () -> true).best();
      stayed += found.equals(InventedMachine.BEST) ? 1 : 0;
    }
    assertTrue(stayed > 0.7 * tries, stayed + " of " + tries);
  }

  @Test
  void withoutTimeTheBestSoFarIsTheResult() {
    InventedMachine none = new InventedMachine(1, 0.02);
    HalvingSearch.Found<Knobs> found = search(none, BAD, () -> false);
    assertEquals(new HalvingSearch.Found<>(BAD, false), found);
    assertTrue(none.measured.isEmpty());
    InventedMachine some = new InventedMachine(1, 0);
    HalvingSearch.Found<Knobs> half =
        search(sample -> quiet(some, sample), BAD, () -> some.measured.size() < 30);
    assertFalse(half.complete());
    assertEquals(8, half.best().threads());
    assertEquals(BAD.batch(), half.best().batch());
  }
}
