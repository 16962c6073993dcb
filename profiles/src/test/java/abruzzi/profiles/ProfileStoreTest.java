package abruzzi.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileStoreTest {
  @TempDir private Path folder;

  @Test
  void whatIsSavedIsFound() throws IOException {
    ProfileStore store = new ProfileStore(folder.resolve("not/yet"));
    assertEquals(List.of(), store.ownNames());
    HardwareProfile machine = TestMachine.named("mine");
    store.save(TestMachine.named("mine"));
    assertEquals(List.of("mine"), store.ownNames());
    assertEquals(machine, store.get("mine"));
    store.save(TestMachine.named("mine"));
    assertEquals(List.of("mine.json"), List.of(store.folder().toFile().list()));
  }

  @Test
  void keysAreInSnakeCaseWithUnits() throws IOException {
    ProfileStore store = new ProfileStore(folder);
    String json = Files.readString(store.save(TestMachine.named("mine")));
    for (String key : List.of("total_bytes", "read_bytes_per_second", "launch_nanos")) {
      assertTrue(json.contains('"' + key + '"'), json);
    }
    assertTrue(json.contains("\"kind\" : \"measured\""), json);
    assertTrue(json.lines().count() > 50, json);
  }

  @Test
  void unknownKeysArePassedOverAndMissingListsAreEmpty() throws IOException {
    write(
        """
        {"name": "mine", "from_the_future": {"a": [1]},
         "cpu": {"name": "x", "sockets": 1, "physical_cores": 1, "logical_cores": 1,
                 "numa_nodes": 1,
                 "origin": {"kind": "estimate", "source": "x", "date": "2026-11-22"}},
         "memory": {"total_bytes": 1000}}
        """);
    HardwareProfile machine = new ProfileStore(folder).get("mine");
    assertEquals(List.of(), machine.gpus());
    assertTrue(machine.disk().isEmpty());
    assertFalse(machine.memory().readBytesPerSecond().known());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"mine\"           | line 1",
        "{\"name\": \"mine\"}          | cpu=null, expected a value",
        "{\"name\": \"mine\", \"memory\": {\"total_bytes\": 0}} | total_bytes=0, expected at least 1",
        "{\"memory\": {\"total_bytes\": \"much\"}} | in memory.total_bytes",
        "null | it holds null",
        "'' | no hardware profile",
        "[] | no hardware profile",
      })
  void damagedFilesAreOneLine(String json, String expected) throws IOException {
    write(json);
    ProfileStore store = new ProfileStore(folder);
    String message =
        assertThrows(ProfileFormatException.class, () -> store.find("mine")).getMessage();
    assertTrue(
        message.startsWith(folder.resolve("mine.json") + ": no hardware profile: "), message);
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains("abruzzi profile measure"), message);
  }

  static List<String> shippedNames() {
    return ProfileStore.shippedNames();
  }

  @ParameterizedTest
  @MethodSource("shippedNames")
  void shippedProfilesAreEstimatesOfEverythingAPlanNeeds(String name) throws IOException {
    HardwareProfile machine = new ProfileStore(folder).get(name);
    assertEquals(name, machine.name());
    assertEquals(Origin.Kind.ESTIMATE, machine.cpu().origin().kind());
    assertEquals(Origin.Kind.ESTIMATE, machine.memory().origin().kind());
    assertEquals(Origin.Kind.ESTIMATE, machine.kernels().origin().kind());
    assertTrue(machine.memory().readBytesPerSecond().at(machine.computeThreads()) > 1e10);
    assertTrue(machine.memory().latencyNanos() > 0);
    assertEquals(name.startsWith("cpu-only") ? 0 : 1, machine.gpus().size());
    assertTrue(machine.disk().orElseThrow().randomBytesPerSecond().known());
    for (String type : List.of("TQ1_0", "IQ1_S", "IQ2_XXS", "Q2_K", "Q4_K", "Q8_0")) {
      for (int rows : new int[] {1, 8}) {
        assertTrue(machine.kernels().find(type, KernelRate.Layout.ROWS, rows).isPresent(), type);
      }
    }
  }

  @Test
  void namesThatThereAreNotAreAnsweredWithThoseThatThereAre() throws IOException {
    ProfileStore store = new ProfileStore(folder);
    store.save(TestMachine.named("mine"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> store.get("yours")).getMessage();
    assertTrue(message.contains("profile=yours, expected one of mine, a100x1-512gb"), message);
    assertThrows(IllegalArgumentException.class, () -> store.get("../mine"));
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("mine.json"), json);
  }
}
