package abruzzi.runtime.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.runtime.tuning.InventedMachine.Knobs;
import org.junit.jupiter.api.Test;

class FinalCheckTest {
  private static final Knobs SLOW = new Knobs(4, 2, 128);

  @Test
  void aGainAboveTheNoiseIsFoundInSixPairs() {
    InventedMachine machine = new InventedMachine(3, 0.02);
    FinalCheck check = FinalCheck.run(SLOW, InventedMachine.BEST, machine);
    assertTrue(check.better());
    assertEquals(6, check.exchange().pairs());
    assertEquals(2, check.decode().median(), 0.1);
    assertEquals(12, machine.measured.size());
    // every second pair backwards
    assertEquals(SLOW, machine.measured.get(0));
    assertEquals(InventedMachine.BEST, machine.measured.get(1));
    assertEquals(InventedMachine.BEST, machine.measured.get(2));
    assertFalse(FinalCheck.run(InventedMachine.BEST, SLOW, machine).better());
  }

  @Test
  void theSameIsSeldomBetter() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    int better = 0;
    int tries = 1000;
    for (int i = 0; i < tries; i++) {
      InventedMachine machine = new InventedMachine(seed + i, 0.05);
      better += FinalCheck.run(SLOW, SLOW, machine).better() ? 1 : 0;
    }
    // 1.6 % in six pairs, less than 2 % in nine; six standard deviations above
    assertTrue(better < tries * 0.035 + 35, better + " of " + tries);
  }

  @Test
  void whatIsSlowerInOnePartIsNotBetter() {
    Trials<Boolean> machine =
        changed -> changed ? new SpeedSample(400, 9) : new SpeedSample(100, 10);
    FinalCheck check = FinalCheck.run(false, true, machine);
    assertTrue(check.exchange().better());
    assertTrue(check.decode().worse());
    assertFalse(check.better());
  }
}
