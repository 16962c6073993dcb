package abruzzi.planner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsStoreTest {
  private static final RoutingShape SHAPE = new RoutingShape(1, 2, 8, 2);
  private static final int KILLS = 4;

  @TempDir private Path folder;

  @Test
  void severalStoresAddUp() throws IOException {
    Path file = folder.resolve("new/model.stats");
    try (StatisticsStore one = StatisticsStore.open(file, SHAPE);
        StatisticsStore two = StatisticsStore.open(file, SHAPE)) {
      one.add(recorder(3));
      two.add(recorder(2));
      one.add(recorder(0));
      RouterStatistics statistics = one.read();
      assertEquals(5, statistics.tokens());
      assertEquals(5, statistics.uses(0, 1));
      assertEquals(0, statistics.tokensSinceUse(1, 2));
      assertEquals(1, statistics.repeatRate(0), 1e-12);
    }
    try (StatisticsStore again = StatisticsStore.open(file, SHAPE)) {
      assertEquals(5, again.read().tokens());
      again.reset();
      assertEquals(0, again.read().tokens());
      again.add(recorder(1));
      assertEquals(1, again.read().tokens());
    }
  }

  @Test
  void anyDamageToTheLastStateLeavesTheOneBefore() throws IOException {
    Path file = folder.resolve("model.stats");
    try (StatisticsStore store = StatisticsStore.open(file, SHAPE)) {
      store.add(recorder(3));
      store.add(recorder(4));
    }
    overwrite(file, 64 + 40, 77); // sequence 2 lies in slot 0
    try (StatisticsStore store = StatisticsStore.open(file, SHAPE)) {
      assertEquals(3, store.read().tokens());
      store.add(recorder(1));
      assertEquals(4, store.read().tokens());
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = folder.resolve("model.stats");
    StatisticsStore.open(file, SHAPE).close();
    RoutingShape other = new RoutingShape(1, 2, 8, 3);
    String shape =
        assertThrows(StatisticsFormatException.class, () -> StatisticsStore.open(file, other))
            .getMessage();
    assertTrue(shape.startsWith(file + ": ") && shape.endsWith("remove the file"), shape);
    Files.writeString(file, "something else that somebody wrote");
    assertThrows(StatisticsFormatException.class, () -> StatisticsStore.open(file, SHAPE));
  }

  /** What another process has added is there after it was killed, whenever that was. */
  @Test
  void killedProcessesLoseNothingThatWasAdded() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path file = folder.resolve("model.stats");
    long least = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      least += addUntilKilled(file, random.nextInt(60));
      try (StatisticsStore store = StatisticsStore.open(file, AddingProcess.SHAPE)) {
        RouterStatistics statistics = store.read();
        String state = statistics.tokens() + " tokens, seed " + seed;
        assertTrue(statistics.tokens() >= least, state);
        assertTrue(statistics.tokens() <= least + AddingProcess.TOKENS_PER_ADD, state);
        AddingProcess.check(statistics);
        least = statistics.tokens();
      }
    }
  }

  /** Returns how many tokens it had added for certain. */
  private static long addUntilKilled(Path file, int millis) throws Exception {
    Process process = AddingProcess.start(file);
    long added = 0;
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine(); // it has begun
      Thread.sleep(millis);
      process.toHandle().destroyForcibly(); // leaves open what it has written
      for (; line != null && line.endsWith("."); line = lines.readLine()) {
        added += AddingProcess.TOKENS_PER_ADD;
      }
    }
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertTrue(added > 0, "the process added nothing");
    return added;
  }

  private static void overwrite(Path file, long at, int value) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      bytes.write(value);
    }
  }

  /** Tokens that all pick experts 1 and 2. */
  private static RoutingRecorder recorder(int tokens) {
    RoutingRecorder recorder = new RoutingRecorder(SHAPE);
    for (int token = 0; token < tokens; token++) {
      recorder.routed(1, new int[] {1, 2});
      recorder.routed(2, new int[] {2, 1});
      recorder.tokenDone(token);
    }
    return recorder;
  }
}
