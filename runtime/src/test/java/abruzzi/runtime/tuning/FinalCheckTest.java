package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.tuning.InventedMachine.Knobs;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FinalCheckTest {
  private static final Knobs SLOW = new Knobs(4, 2, 128);

  @Test
  void aGainAboveTheNoiseIsFoundInSixPairs() {
    InventedMachine machine = new InventedMachine(3, 0.02);
    FinalCheck check = check(SLOW, InventedMachine.BEST, machine);
    assertTrue(check.better());
    assertEquals(6, check.exchange().pairs());
    assertEquals(2, check.decode().median(), 0.1);
    assertEquals(12, machine.measured.size());
    // every second pair backwards
    assertEquals(SLOW, machine.measured.get(0));
    assertEquals(InventedMachine.BEST, machine.measured.get(1));
    assertEquals(InventedMachine.BEST, machine.measured.get(2));
    assertFalse(check(InventedMachine.BEST, SLOW, machine).better());
  }

  @Test
  void theSameIsSeldomBetter() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int better = 0;
    int tries = 1000;
    for (int i = 0; i < tries; i++) {
      InventedMachine machine = new InventedMachine(seed + i, 0.05);
      better += check(SLOW, SLOW, machine).better() ? 1 : 0;
    }
    // at most 2.5 % at each of four looks; six standard deviations above
    assertTrue(better < tries * 0.1 + 57, better + " of " + tries);
  }

  @Test
  void whatIsSlowerInOnePartIsNotBetter() {
    Function<Boolean, SpeedSample> machine =
        changed -> changed ? new SpeedSample(400, 9) : new SpeedSample(100, 10);
    FinalCheck check = FinalCheck.run(false, true, machine, () -> true);
    assertTrue(check.exchange().better());
    assertTrue(check.decode().worse());
    assertFalse(check.better());
  }

  @Test
  void withoutTimeNoMorePairsAreTakenThanSaySomething() {
    FinalCheck check = FinalCheck.run(SLOW, SLOW, knobs -> new SpeedSample(9, 9), () -> false);
    assertEquals(6, check.exchange().pairs());
    assertFalse(check.better());
  }

  private static FinalCheck check(Knobs first, Knobs second, InventedMachine machine) {
    return FinalCheck.run(
        first, second, knobs -> machine.measure(knobs, Workload.EXCHANGE), () -> true);
  }
}
