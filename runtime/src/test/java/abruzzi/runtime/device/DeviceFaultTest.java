package abruzzi.runtime.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceMemoryException;
import abruzzi.runtime.model.DeviceOptions;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.TinyFile;
import abruzzi.runtime.model.TinyModel;
import abruzzi.runtime.model.TinyOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when a device does not do what it is told: a clear error, or the processors. */
@Timeout(120)
class DeviceFaultTest {
  private static final long SEED = 4_0404;
  private static final int[] IDS = new Random(SEED).ints(20, 0, TinyModel.VOCABULARY).toArray();

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void write() {
    path = new TinyFile(new TinyModel(TinyOptions.kimi(), SEED)).write(dir.resolve("tiny.gguf"));
  }

  private KimiModel open(FaultyDevice device) {
    return KimiModel.open(path, LoadOptions.threads(2).withDevice(DeviceOptions.of(device)));
  }

  /** Logits after each token, fed one by one. */
  private static float[][] feed(Session session, int from, int to) {
    float[][] rows = new float[to - from][];
    for (int i = from; i < to; i++) {
      rows[i - from] = session.feed(IDS[i]).clone();
    }
    return rows;
  }

  private float[][] onTheProcessors() {
    try (KimiModel model = KimiModel.open(path, LoadOptions.threads(2));
        Session session = Session.open(model, SessionOptions.defaults())) {
      return feed(session, 0, IDS.length);
    }
  }

  @Test
  void noMemoryForTheWeights() {
    FaultyDevice device = new FaultyDevice(false).failAfter(0, "allocate");
    DeviceMemoryException e = assertThrows(DeviceMemoryException.class, () -> open(device).close());
    assertTrue(
        e.getMessage().contains("the dense weights need 1 MiB of device memory and it has"),
        e.getMessage());
    assertTrue(e.getMessage().contains("--gpu off"), e.getMessage());
    assertEquals(0, device.allocatedBytes());
    assertTrue(device.isClosed());
  }

  @Test
  void noMemoryForTheContext() {
    FaultyDevice device = new FaultyDevice(false).failAfter(1, "allocate");
    try (KimiModel model = open(device)) {
      long weights = device.allocatedBytes();
      DeviceMemoryException e =
          assertThrows(
              DeviceMemoryException.class, () -> Session.open(model, SessionOptions.defaults()));
      assertTrue(e.getMessage().contains("a context of 64 tokens need"), e.getMessage());
      assertTrue(e.getMessage().contains("--context"), e.getMessage());
      assertEquals(weights, device.allocatedBytes());
    }
    assertEquals(0, device.allocatedBytes());
    assertTrue(device.isClosed());
  }

  /** Whatever of a sequence or an upload cannot be made, the rest is given back. */
  @ParameterizedTest
  @ValueSource(strings = {"allocateHost", "openEvent", "openQueue", "kernel", "upload", "finish"})
  void halfMadeThingsAreGivenBack(String method) {
    for (int calls : new int[] {0, 3, 7}) {
      FaultyDevice device = new FaultyDevice(false).failAfter(calls, method);
      try (KimiModel model = open(device);
          Session session = Session.open(model, SessionOptions.defaults())) {
        session.feed(IDS);
        session.feed(IDS);
      } catch (DeviceException e) {
        assertTrue(e.getMessage().contains("OUT_OF_ORDER (-9999)"), e.getMessage());
      }
      assertEquals(0, device.allocatedBytes(), method + " after " + calls);
      assertTrue(device.isClosed(), method + " after " + calls);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"launch", "download", "flush"})
  void aFailureInAnAnswerIsAnError(String method) {
    FaultyDevice device = new FaultyDevice(false);
    try (KimiModel model = open(device);
        Session session = Session.open(model, SessionOptions.defaults())) {
      float[][] before = feed(session, 0, 5);
      device.failAfter(method.equals("launch") ? 40 : 3, method);
      DeviceException e = assertThrows(DeviceException.class, () -> feed(session, 5, IDS.length));
      assertEquals("test device: " + method + " failed with OUT_OF_ORDER (-9999)", e.getMessage());
      int reached = session.position();
      assertTrue(reached >= 5 && reached < IDS.length, "position " + reached);
      device.failAfter(0);
      session.truncate(0);
      assertSame(before, feed(session, 0, 5), 0);
    }
    assertEquals(0, device.allocatedBytes());
  }

  /** With the choice left to us the answer goes on, with the same numbers up to rounding. */
  @ParameterizedTest
  @ValueSource(strings = {"launch", "download", "flush"})
  void theProcessorsTakeOver(String method) {
    FaultyDevice device = new FaultyDevice(true);
    try (KimiModel model = open(device);
        Session session = Session.open(model, SessionOptions.defaults())) {
      assertNotEquals("host", model.dense().name());
      float[][] first = feed(session, 0, 5);
      // a lost device: nothing works any more
      device.failAfter(method.equals("launch") ? 40 : 3, method, "finish", "upload", "waitFor");
      float[][] rest = feed(session, 5, IDS.length);
      assertEquals("host", model.dense().name());
      assertArrayEquals(IDS, session.tokens());
      float[][] all = Arrays.copyOf(first, IDS.length);
      System.arraycopy(rest, 0, all, 5, rest.length);
      assertSame(onTheProcessors(), all, 1e-3f);
      try (Session another = Session.open(model, SessionOptions.defaults())) {
        assertSame(onTheProcessors(), feed(another, 0, IDS.length), 0);
      }
    }
    assertEquals(0, device.allocatedBytes());
    assertTrue(device.isClosed());
  }

  @Test
  void theProcessorsTakeOverAtLoad() {
    FaultyDevice device = new FaultyDevice(true).failAfter(0, "allocate");
    try (KimiModel model = open(device);
        Session session = Session.open(model, SessionOptions.defaults())) {
      assertEquals("host", model.dense().name());
      assertSame(onTheProcessors(), feed(session, 0, IDS.length), 0);
    }
    assertTrue(device.isClosed());
  }

  @Test
  void theProcessorsTakeOverWhenTheContextDoesNotFit() {
    FaultyDevice device = new FaultyDevice(true).failAfter(1, "allocate");
    try (KimiModel model = open(device);
        Session session = Session.open(model, SessionOptions.defaults())) {
      assertEquals("host", model.dense().name());
      assertSame(onTheProcessors(), feed(session, 0, IDS.length), 0);
    }
    assertEquals(0, device.allocatedBytes());
    assertTrue(device.isClosed());
  }

  private static void assertSame(float[][] expected, float[][] actual, float bound) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      float largest = 0;
      for (float value : expected[i]) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(expected[i], actual[i], bound * largest, "position " + i);
    }
  }
}
