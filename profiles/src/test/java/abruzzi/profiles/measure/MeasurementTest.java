package abruzzi.profiles.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That something is measured; how fast it is, no test says. */
class MeasurementTest {
  @TempDir private Path folder;

  @Test
  void theWalkMeetsEveryLineOnce() {
    try (Arena arena = Arena.ofConfined()) {
      int lines = 1 << 12;
      MemorySegment buffer = arena.allocate(lines * 64L, 64);
      MemoryLatency.link(buffer);
      Set<Long> met = new HashSet<>();
      long at = 0;
      for (int i = 0; i < lines; i++) {
        met.add(at);
        at = MemoryLatency.walk(buffer, at, 1);
      }
      assertEquals(lines, met.size());
      assertEquals(0, at);
    }
  }

  @Test
  void latencyIsPositive() {
    assertTrue(MemoryLatency.nanos(100_000, 1000) > 0);
    assertThrows(IllegalArgumentException.class, () -> MemoryLatency.nanos(63, 1));
  }

  @Test
  void disksAreReadAndNothingIsLeft() throws IOException {
    try (DiskReads disk = DiskReads.in(folder, 8 << 20)) {
      assertEquals(0, folder.toFile().list().length);
      assertTrue(disk.sequential(1 << 20, 2, 1) > 0);
      assertTrue(disk.random(100_000, 3, 1) > 0);
      assertThrows(IllegalArgumentException.class, () -> disk.random(9 << 20, 1, 1));
    }
    assertThrows(IllegalArgumentException.class, () -> DiskReads.in(folder, 1));
    assertThrows(IOException.class, () -> DiskReads.in(folder, 1L << 60));
    assertThrows(IOException.class, () -> DiskReads.in(folder.resolve("missing"), 4 << 20));
  }
}
