package abruzzi.runtime.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowLogTest {
  private static final byte[] FIRST = {1, 2, 3, 4, 5};
  private static final byte[] SECOND = new byte[1000];

  @TempDir private Path folder;
  private Path path;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("log");
    Arrays.fill(SECOND, (byte) 9);
    try (WindowLog log = WindowLog.openOrCreate(path, "title")) {
      log.append(FIRST);
      log.append(SECOND);
    }
    whole = Files.readAllBytes(path);
  }

  @Test
  void whatWasBrokenOffIsContinued() throws IOException {
    int oneRecord = 0;
    for (int length = 21; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      try (WindowLog log = WindowLog.openOrCreate(path, "another")) {
        assertEquals("title", log.title());
        oneRecord += log.records();
        if (log.records() == 0) {
          log.append(FIRST);
        }
        log.append(SECOND);
        assertArrayEquals(SECOND, log.read(1).array());
      }
      assertArrayEquals(whole, Files.readAllBytes(path), "from " + length + " bytes");
    }
    assertTrue(oneRecord > 0 && oneRecord < whole.length - 21, "broken off in both records");
  }

  @Test
  void damagedRecordsDoNotCount() throws IOException {
    byte[] damaged = whole.clone();
    damaged[damaged.length - 1] ^= 1;
    Files.write(path, damaged);
    try (WindowLog log = WindowLog.open(path)) {
      assertEquals(1, log.records());
      assertArrayEquals(FIRST, log.read(0).array());
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Files.writeString(path, "something else");
    Exception fault = assertThrows(IllegalArgumentException.class, () -> WindowLog.open(path));
    assertEquals(path + ": was not written by an evaluation", fault.getMessage());
    Files.write(path, Arrays.copyOf(whole, 14));
    fault = assertThrows(IllegalArgumentException.class, () -> WindowLog.open(path));
    assertTrue(fault.getMessage().contains("damaged; remove it"), fault.getMessage());
  }
}
