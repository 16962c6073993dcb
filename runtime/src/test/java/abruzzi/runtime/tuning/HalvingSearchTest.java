package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.tuning.InventedMachine.Knobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class HalvingSearchTest {
  private static final long LONG = 1L << 60;
  private static final Knobs BAD = new Knobs(1, 0, 32);

  private final List<String> told = new ArrayList<>();

  private HalvingSearch.Found<Knobs> search(
      Trials<Knobs> machine, Knobs start, LongSupplier nanosLeft) {
    HalvingSearch.Follower<Knobs> follower =
        new HalvingSearch.Follower<>() {
          @Override
          public void round(String dimension, int settings) {}

          @Override
          public void decided(String dimension, Knobs before, Knobs after, double factor) {
            told.add(dimension);
          }
        };
    return new HalvingSearch<>(
            InventedMachine.dimensions(), Rounds.of(machine), nanosLeft, follower)
        .run(start);
  }

  @Test
  void withoutNoiseTheBestIsFound() {
    InventedMachine machine = new InventedMachine(1, 0);
    HalvingSearch.Found<Knobs> found =
        search((sample, workload) -> quiet(machine, sample), BAD, () -> LONG);
    assertEquals(InventedMachine.BEST, found.best());
    assertEquals(List.of(), found.notReached());
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
      Knobs found = search(new InventedMachine(seed + i, 0.03), BAD, () -> LONG).best();
      good += InventedMachine.seconds(found) < 1.1 * best ? 1 : 0;
    }
    assertTrue(good > 0.8 * tries, good + " of " + tries + " within 10 % of the best");
  }

  @Test
  void whatIsDisturbedForSomeRoundsGetsMore() {
    InventedMachine machine = new InventedMachine(1, 0);
    Trials<Knobs> disturbed =
        (knobs, workload) -> {
          SpeedSample speed = quiet(machine, knobs);
          int measured = machine.measured.size();
          boolean slow = measured > 8 && measured <= 12 && knobs.threads() == 2;
          return slow ? new SpeedSample(speed.prefillTps() / 4, speed.decodeTps() / 4) : speed;
        };
    List<Dimension<Knobs>> two =
        List.of(
            new Dimension<>("threads", Workload.EXCHANGE, k -> List.of(BAD, new Knobs(2, 0, 32))));
    HalvingSearch.Found<Knobs> found =
        new HalvingSearch<>(two, Rounds.of(disturbed), () -> LONG, new Ignoring()).run(BAD);
    assertEquals(2, found.best().threads());
  }

  private static final class Ignoring implements HalvingSearch.Follower<Knobs> {
    @Override
    public void round(String dimension, int settings) {}

    @Override
    public void decided(String dimension, Knobs before, Knobs after, double factor) {}
  }

  @Test
  void halvingTakesFarFewerMeasurementsThanTryingAll() {
    InventedMachine machine = new InventedMachine(7, 0.02);
    search(machine, BAD, () -> LONG);
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
      Knobs found = search(machine, InventedMachine.BEST, () -> LONG).best();
      stayed += found.equals(InventedMachine.BEST) ? 1 : 0;
    }
    assertTrue(stayed > 0.7 * tries, stayed + " of " + tries);
  }

  @Test
  void withoutTimeTheBestSoFarIsTheResult() {
    InventedMachine none = new InventedMachine(1, 0.02);
    HalvingSearch.Found<Knobs> found = search(none, BAD, () -> 0);
    assertEquals(new HalvingSearch.Found<>(BAD, List.of("threads", "spin", "batch")), found);
    assertTrue(none.measured.isEmpty());
  }

  @Test
  void everyDimensionGetsItsShare() {
    InventedMachine machine = new InventedMachine(1, 0);
    HalvingSearch.Found<Knobs> found =
        search(seconds(machine, 1), BAD, () -> 40 - machine.measured.size());
    assertEquals(List.of(), found.notReached());
    assertEquals(8, found.best().threads());
    assertTrue(told.containsAll(List.of("threads", "spin", "batch")), told.toString());
    assertTrue(machine.measured.size() <= 40, machine.measured.size() + " measurements");
  }

  @Test
  void whatTakesLongerThanItsShareIsNamed() {
    InventedMachine machine = new InventedMachine(1, 0);
    Trials<Knobs> slow =
        new Trials<>() {
          @Override
          public SpeedSample measure(Knobs knobs, Workload workload) {
            return quiet(machine, knobs);
          }

          @Override
          public long expectedNanos(Knobs knobs, Workload workload) {
            return knobs.spin() == BAD.spin() ? 1 : 1000;
          }
        };
    HalvingSearch.Found<Knobs> found = search(slow, BAD, () -> 200 - machine.measured.size());
    assertEquals(List.of("spin"), found.notReached());
    assertEquals(new Knobs(8, BAD.spin(), 128), found.best());
  }

  @Test
  void whatIsClearlySlowerGetsTwoRounds() {
    InventedMachine machine = new InventedMachine(1, 0);
    List<Dimension<Knobs>> two =
        List.of(new Dimension<>("threads", Workload.EXCHANGE, k -> List.of(k, BAD)));
    Trials<Knobs> quiet = (knobs, workload) -> quiet(machine, knobs);
    new HalvingSearch<>(two, Rounds.of(quiet), () -> LONG, new Ignoring())
        .run(InventedMachine.BEST);
    assertEquals(4, machine.measured.size());
  }

  /** Each measurement takes so long. */
  private static Trials<Knobs> seconds(InventedMachine machine, long nanos) {
    return new Trials<>() {
      @Override
      public SpeedSample measure(Knobs knobs, Workload workload) {
        return quiet(machine, knobs);
      }

      @Override
      public long expectedNanos(Knobs knobs, Workload workload) {
        return nanos;
      }
    };
  }
}
