package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.profiles.ProfileDrift.Observed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileDriftTest {
  private static final HardwareProfile PROFILE = TestMachine.named("mine");

  @Test
  void theSameMachineHasNone() {
    long almost = (64L << 30) - (300 << 20);
    assertEquals(List.of(), drift(16, almost, "Test CPU", List.of("Test GPU")));
    assertEquals(
        List.of(),
        ProfileDrift.between(
            PROFILE, new Observed(16, 64L << 30, Optional.empty(), Optional.empty())));
  }

  @Test
  void everyPartIsCompared() {
    assertEquals(
        List.of(
            "memory 32.0 GiB, was 64.0",
            "hardware threads 8, was 16",
            "processor Other, was Test CPU",
            "graphics cards [], was [Test GPU]"),
        drift(8, 32L << 30, "Other", List.of()));
  }

  private static List<String> drift(int cores, long memory, String cpu, List<String> gpus) {
    return ProfileDrift.between(
        PROFILE, new Observed(cores, memory, Optional.of(cpu), Optional.of(gpus)));
  }
}
