package abruzzi.cli.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.CpuProfile;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.KernelProfile;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.Origin;
import abruzzi.profiles.ProfileStore;
import abruzzi.quant.kernel.VectorWidth;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandTest {
  @TempDir private Path folder;
  private final CapturedConsole captured = new CapturedConsole();
  private Installation installation;

  @BeforeEach
  void aUserWithoutFiles() {
    installation = new Installation(Optional.of(Path.of("..")), folder, folder, folder);
  }

  @Test
  void shippedProfilesAreListedAndShown() throws IOException {
    assertEquals(0, captured.execute(installation, "profile", "list"), captured.err());
    for (String name : ProfileStore.shippedNames()) {
      assertTrue(captured.out().contains(name), captured.out());
    }
    CapturedConsole show = new CapturedConsole();
    assertEquals(0, show.execute(installation, "profile", "show", "a100x1-512gb"), show.err());
    assertTrue(show.out().contains("NVIDIA A100"), show.out());
    assertTrue(show.out().contains("estimate of "), show.out());
    CapturedConsole json = new CapturedConsole();
    json.execute(installation, "profile", "show", "cpu-only-64gb", "--json");
    JsonNode profile = new ObjectMapper().readTree(json.out());
    assertEquals(64L << 30, profile.at("/memory/total_bytes").asLong());
    assertEquals(1, profile.at("/memory/read_bytes_per_second/0/parallel").asInt());
  }

  @Test
  void aMachineThatWasNotMeasuredIsToldSo() {
    assertEquals(1, captured.execute(installation, "profile"));
    assertTrue(captured.err().contains("abruzzi profile measure"), captured.err());
    CapturedConsole other = new CapturedConsole();
    assertEquals(1, other.execute(installation, "profile", "show", "mine"));
    assertTrue(other.err().contains("profile=mine, expected one of a100x1"), other.err());
  }

  @Test
  void damagedProfilesHideNoOthers() throws IOException {
    Path file = installation.profiles().file("mine");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{");
    assertEquals(0, captured.execute(installation, "profile", "list"), captured.err());
    assertTrue(captured.out().contains("damaged"), captured.out());
    assertTrue(captured.out().contains("a100x1-512gb"), captured.out());
  }

  @Test
  void folderWithoutRoomOrRightsIsOneLine() {
    String missing = folder.resolve("missing").toString();
    assertEquals(1, captured.execute(installation, "profile", "measure", "--folder", missing));
    assertTrue(captured.err().contains(missing + ": no such file"), captured.err());
  }

  @Test
  void aChangedMachineIsNoticedAtTheStart() throws IOException {
    long memory = HardwareProbe.memory().totalBytes();
    save(memory);
    CapturedConsole same = new CapturedConsole();
    assertEquals(0, same.execute(installation, "run", "-p", "Hi", "-n", "1"), same.err());
    assertTrue(!same.err().contains("has changed"), same.err());
    save(2 * memory);
    assertEquals(0, captured.execute(installation, "run", "-p", "Hi", "-n", "1"), captured.err());
    assertTrue(captured.err().contains("this machine has changed"), captured.err());
    assertTrue(captured.err().contains("(memory "), captured.err());
  }

  @Test
  void anotherProcessorIsNoticedAtTheStart() throws IOException {
    CpuProfile cpu = HardwareProbe.cpu();
    CpuProfile other =
        new CpuProfile(
            cpu.name() + " II",
            cpu.sockets(),
            cpu.physicalCores(),
            cpu.logicalCores(),
            cpu.numaNodes(),
            cpu.instructionSets(),
            cpu.caches(),
            cpu.origin());
    save(other, HardwareProbe.memory().totalBytes(), null);
    assertEquals(0, captured.execute(installation, "run", "-p", "Hi", "-n", "1"), captured.err());
    assertEquals(
        HardwareProbe.cpuName().isPresent(),
        captured.err().contains("(processor " + cpu.name() + ", was " + cpu.name() + " II)"),
        captured.err());
  }

  @Test
  void ratesOfAnOlderVersionAreNoticedAtTheStart() throws IOException {
    Origin origin = Origin.measured("a test", LocalDate.of(2026, 11, 23));
    KernelProfile old = new KernelProfile(VectorWidth.BITS, List.of(), origin);
    save(HardwareProbe.cpu(), HardwareProbe.memory().totalBytes(), old);
    for (List<String> command :
        List.of(List.of("run", "-p", "Hi", "-n", "1"), List.of("plan", "-m", "kimi-k2.5:TQ1_0"))) {
      CapturedConsole console = new CapturedConsole();
      console.execute(installation, command.toArray(String[]::new));
      List<String> warnings =
          console.err().lines().filter(line -> line.contains("is out of date")).toList();
      assertEquals(1, warnings.size(), console.err());
      String warning = warnings.get(0);
      assertTrue(warning.contains("measured by the rules of an older version"), warning);
      assertTrue(warning.contains("no rates of "), warning);
      assertTrue(warning.endsWith("abruzzi profile measure"), warning);
    }
  }

  private void save(long memoryBytes) throws IOException {
    save(HardwareProbe.cpu(), memoryBytes, null);
  }

  private void save(CpuProfile cpu, long memoryBytes, KernelProfile kernels) throws IOException {
    installation
        .profiles()
        .save(
            new HardwareProfile(
                ProfileStore.THIS_MACHINE,
                cpu,
                new MemoryProfile(memoryBytes),
                List.of(),
                List.of(),
                kernels));
  }
}
