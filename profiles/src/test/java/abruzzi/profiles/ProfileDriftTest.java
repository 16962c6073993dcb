package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.profiles.ProfileDrift.Observed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void theProcessorIsLookedAtAtEveryStart() {
    Optional<String> quick = Observed.quickly().cpuName();
    assertEquals(Files.exists(Path.of("/proc/cpuinfo")), quick.isPresent());
    quick.ifPresent(name -> assertEquals(HardwareProbe.cpu().name(), name));
  }

  @Test
  void theNameOfTheProcessorIsFoundAmongOtherLines(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(
        file, "processor\t: 0\nmodel\t\t: 17\nmodel name\t: Test CPU 9  \nflags : x\n");
    assertEquals(Optional.of("Test CPU 9"), HardwareProbe.cpuName(file));
    Files.writeString(file, "processor\t: 0\nCPU part\t: 0xd0c\n");
    assertEquals(Optional.empty(), HardwareProbe.cpuName(file));
    assertEquals(Optional.empty(), HardwareProbe.cpuName(folder.resolve("missing")));
  }

  private static List<String> drift(int cores, long memory, String cpu, List<String> gpus) {
    return ProfileDrift.between(
        PROFILE, new Observed(cores, memory, Optional.of(cpu), Optional.of(gpus)));
  }
}
