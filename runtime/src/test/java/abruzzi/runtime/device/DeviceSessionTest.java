package abruzzi.runtime.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.KvCacheType;
import abruzzi.dense.gpu.ActivationForm;
import abruzzi.dense.gpu.GpuDenseBackend;
import abruzzi.runtime.model.DeviceOptions;
import abruzzi.runtime.model.ExpertList;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.session.DemoLogits;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo model with its dense part on OpenCL, against the processors and reference results. */
class DeviceSessionTest {
  private static final Path PATH = Path.of("../cli/models/tiny-kimi-q4_k_m.gguf");

  /** Both compute with floats, in another order; a cached half may round to its neighbour. */
  private static final double BOUND = 1e-3;

  /** Rounded activations move some picks of experts: mean over positions. */
  private static final double ROUNDED_BOUND = 2e-2;

  private static final SessionOptions OPTIONS = SessionOptions.defaults().withContext(256);

  private static KimiModel host;
  private static KimiModel device;

  @BeforeAll
  static void open() {
    host = KimiModel.open(PATH, LoadOptions.threads(2));
    device = open(options());
  }

  @AfterAll
  static void close() {
    host.close();
    device.close();
  }

  private static DeviceOptions options() {
    return DeviceOptions.of(new FaultyDevice(false));
  }

  private static KimiModel open(DeviceOptions options) {
    return KimiModel.open(PATH, LoadOptions.threads(2).withDevice(options));
  }

  static List<DemoLogits.Case> cases() throws IOException {
    return DemoLogits.cases();
  }

  private static float[][] all(KimiModel model, SessionOptions options, int[] ids) {
    int vocabulary = model.config().vocabulary();
    float[][] rows = new float[ids.length][];
    try (Session session = Session.open(model, options)) {
      session.feedAll(
          ids,
          0,
          (i, logits, offset) -> rows[i] = Arrays.copyOfRange(logits, offset, offset + vocabulary));
    }
    return rows;
  }

  /** Relative L2 of each position. */
  private static double[] errors(float[][] expected, float[][] actual) {
    double[] errors = new double[expected.length];
    for (int p = 0; p < expected.length; p++) {
      double error = 0;
      double squares = 0;
      for (int i = 0; i < expected[p].length; i++) {
        double difference = actual[p][i] - expected[p][i];
        error += difference * difference;
        squares += (double) expected[p][i] * expected[p][i];
      }
      errors[p] = Math.sqrt(error / squares);
    }
    return errors;
  }

  private static int argmax(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    return best;
  }

  private static void assertNear(float[][] expected, float[][] actual, String what) {
    double worst = Arrays.stream(errors(expected, actual)).max().orElseThrow();
    System.out.printf("%s: largest relative L2 of the logits %.2g%n", what, worst);
    assertTrue(worst <= BOUND, what + ": " + worst);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAreThoseOfTheProcessors(DemoLogits.Case c) {
    assertNear(all(host, OPTIONS, c.ids()), all(device, OPTIONS, c.ids()), c.toString());
  }

  @ParameterizedTest
  @EnumSource(KvCacheType.class)
  void cachesAreThoseOfTheProcessors(KvCacheType type) throws IOException {
    int[] ids = DemoLogits.cases().get(2).ids();
    SessionOptions options = OPTIONS.withCache(type).withBatch(3);
    double[] errors = errors(all(host, options, ids), all(device, options, ids));
    double worst = Arrays.stream(errors).max().orElseThrow();
    assertTrue(worst <= (type == KvCacheType.Q8_0 ? 1e-2 : BOUND), type + ": " + worst);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mostLikelyTokensFollow(DemoLogits.Case c) {
    try (Session session = Session.open(device, OPTIONS.withCache(KvCacheType.F32))) {
      float[] logits = session.feed(c.ids());
      for (int i = 0; i < c.greedy().length; i++) {
        int id = argmax(logits);
        assertEquals(c.greedy()[i], id, "token " + i);
        logits = session.feed(id);
      }
    }
  }

  @Test
  void roundedActivationsAreNear() throws IOException {
    int[] ids = DemoLogits.cases().get(0).ids();
    try (KimiModel rounded = open(options().withActivations(ActivationForm.ROUNDED))) {
      double[] errors = errors(all(host, OPTIONS, ids), all(rounded, OPTIONS, ids));
      double mean = Arrays.stream(errors).average().orElseThrow();
      System.out.printf("rounded activations: mean relative L2 of the logits %.2g%n", mean);
      assertTrue(mean <= ROUNDED_BOUND, "mean " + mean);
    }
  }

  /** All experts of one layer, some of another; in batches and one by one. */
  @Test
  void expertsOnTheDevice(@TempDir Path dir) throws IOException {
    StringBuilder list = new StringBuilder("# layer, experts\n2");
    for (int e = 0; e < device.config().router().experts(); e++) {
      list.append(' ').append(e);
    }
    list.append("\n4 1 3 5 7 9 11 13 15 17\n");
    Path file = Files.writeString(dir.resolve("experts.txt"), list);
    int[] ids = DemoLogits.cases().get(0).ids();
    float[][] expected = all(host, OPTIONS, ids);
    try (KimiModel model = open(options().withExperts(ExpertList.read(file)))) {
      assertNear(expected, all(model, OPTIONS, ids), "experts on the device");
      assertNear(expected, all(model, OPTIONS.withBatch(1), ids), "one by one");
    }
  }

  /** Memory is counted by the device: all of it is planned, and given back. */
  @Test
  void memoryDoesNotGrow() {
    FaultyDevice counted = new FaultyDevice(false);
    try (KimiModel model = open(DeviceOptions.of(counted))) {
      long weights = counted.allocatedBytes();
      assertTrue(weights > 0);
      assertTrue(model.dense() instanceof GpuDenseBackend, model.dense().name());
      for (int i = 0; i < 50; i++) {
        try (Session session = Session.open(model, OPTIONS)) {
          session.feed(1, 2, 3);
        }
        assertEquals(weights, counted.allocatedBytes(), "session " + i);
      }
      try (Session session = Session.open(model, SessionOptions.defaults())) {
        long inUse = counted.allocatedBytes();
        counted.failAfter(0, "allocate", "allocateHost", "openEvent", "openQueue");
        int id = 1;
        for (int i = 0; i < 1000; i++) {
          id = argmax(session.feed(id));
          assertEquals(inUse, counted.allocatedBytes(), "token " + i);
        }
        assertEquals(1000, session.position());
      }
      assertEquals(weights, counted.allocatedBytes());
    }
    assertEquals(0, counted.allocatedBytes());
  }

  @Test
  void sessionsTakeTurns() throws IOException {
    int[] ids = DemoLogits.cases().get(2).ids();
    float[][] alone = all(device, OPTIONS.withBatch(1), ids);
    try (Session first = Session.open(device, OPTIONS);
        Session second = Session.open(device, OPTIONS)) {
      for (int i = 0; i < ids.length; i++) {
        assertArrayEquals(alone[i], first.feed(ids[i]));
        assertArrayEquals(alone[i], second.feed(ids[i]));
      }
    }
  }
}
