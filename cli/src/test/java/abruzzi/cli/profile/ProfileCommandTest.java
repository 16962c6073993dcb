package abruzzi.cli.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.cli.CapturedConsole;
import abruzzi.cli.model.Installation;
import abruzzi.profiles.HardwareProbe;
import abruzzi.profiles.HardwareProfile;
import abruzzi.profiles.MemoryProfile;
import abruzzi.profiles.ProfileStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private void save(long memoryBytes) throws IOException {
    installation
        .profiles()
        .save(
            new HardwareProfile(
                ProfileStore.THIS_MACHINE,
                HardwareProbe.cpu(),
                new MemoryProfile(memoryBytes),
                List.of(),
                List.of(),
                null));
  }
}
