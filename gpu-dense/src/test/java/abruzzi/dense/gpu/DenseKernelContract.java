package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.ExpertRouter;
import abruzzi.dense.RouterShape;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.kernel.FloatExp;
import abruzzi.quant.kernel.FloatRows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms, activations, rotation, sums and routing on a device against the host. */
public abstract class DenseKernelContract {
  private static final long SEED = 4_0202;

  /** Relative to the largest value: roots, divisions and exponentials round differently. */
  private static final double BOUND = 1e-6;

  /** The device under test. */
  protected abstract ComputeDevice device();

  /** Kernels that all tests of a class share. */
  protected abstract GpuKernels kernels();

  private interface Body {
    void run(DeviceBench bench, GpuProducts products, Random random) throws Exception;
  }

  private void onDevice(Body body) throws Exception {
    try (DeviceBench bench = new DeviceBench(device())) {
      body.run(bench, new GpuProducts(kernels(), bench.queue), new Random(SEED));
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, actual, (float) (BOUND * largest) + Float.MIN_NORMAL, "seed " + SEED);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "31, 3, 1", "57, 5, 0", "257, 2, 3", "1536, 1, 0", "7168, 2, 1"})
  void norms(int columns, int rows, int firstRow) throws Exception {
    onDevice(
        (bench, products, random) -> {
          float[] x = RandomRows.floats((firstRow + rows) * columns, random);
          float[] weight = RandomRows.floats(columns, random);
          float[] expected = new float[rows * columns];
          for (int r = 0; r < rows; r++) {
            int from = (firstRow + r) * columns;
            FloatRows.rmsNorm(x, from, weight, 1e-6f, expected, r * columns, columns);
          }
          GpuProducts.Norm norm = new GpuProducts.Norm(bench.upload(weight), columns, 1e-6f);
          Activations y = bench.activations(rows * columns, new float[rows * columns]);
          products.norm(bench.upload(x), firstRow, norm, y, rows, false);
          assertClose(expected, bench.floats(y.values(), rows * columns));
        });
  }

  @ParameterizedTest
  @CsvSource({"32, 1, 0", "96, 3, 2", "7168, 2, 1", "8224, 1, 0"})
  void roundedNorms(int columns, int rows, int firstRow) throws Exception {
    onDevice(
        (bench, products, random) -> {
          float[] x = RandomRows.floats((firstRow + rows) * columns, random);
          float[] weight = RandomRows.floats(columns, random);
          GpuProducts.Norm norm = new GpuProducts.Norm(bench.upload(weight), columns, 1e-6f);
          Activations y = bench.activations(rows * columns, new float[rows * columns]);
          products.norm(bench.upload(x), firstRow, norm, y, rows, true);
          assertRounded(bench, y, bench.floats(y.values(), rows * columns));
        });
  }

  /** Zeros, a single value, all the same, alternating signs, tiny and huge. */
  @ParameterizedTest
  @ValueSource(ints = {32, 160, 2080})
  void roundedRows(int columns) throws Exception {
    onDevice(
        (bench, products, random) -> {
          int rows = 7;
          int stride = columns + 5;
          float[] x = RandomRows.floats(rows * stride, random);
          for (int c = 0; c < columns; c++) {
            x[c] = 0;
            x[stride + c] = c == 17 ? -3 : 0;
            x[2 * stride + c] = 5;
            x[3 * stride + c] = c % 2 == 0 ? 1e-20f : -1e-20f;
            x[4 * stride + c] *= 1e30f;
          }
          Activations y = bench.activations(rows * columns, x);
          products.round(y, columns, stride, rows);
          float[] dense = new float[rows * columns];
          for (int r = 0; r < rows; r++) {
            System.arraycopy(x, r * stride, dense, r * columns, columns);
          }
          assertRounded(bench, y, dense);
        });
  }

  /** Codes, scales and sums are those of the definition, up to one unit where x.5 was near. */
  private static void assertRounded(DeviceBench bench, Activations y, float[] values) {
    float[] rounded = RoundedActivations.of(values);
    int[] codes = bench.integers(y.codes(), values.length / 4);
    float[] scales = bench.floats(y.scales(), values.length / 8);
    int moved = 0;
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i / 32 * 4];
      int code = (byte) (codes[i / 4] >> 8 * (i % 4));
      int expected = scale == 0 ? 0 : Math.round(rounded[i] / scale);
      assertEquals(expected, code, 1, "code " + i + ", seed " + SEED);
      moved += expected == code ? 0 : 1;
    }
    assertTrue(moved <= 1 + values.length / 1000, moved + " codes of " + values.length);
    for (int g = 0; g < values.length / 32; g++) {
      for (int half = 0; half < 2; half++) {
        int sum = 0;
        for (int j = 32 * g + 16 * half; j < 32 * g + 16 * half + 16; j++) {
          sum += (byte) (codes[j / 4] >> 8 * (j % 4));
        }
        float expected = scales[4 * g] * sum;
        assertEquals(expected, scales[4 * g + 1 + half], Math.abs(expected) * 1e-6f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 65, 18432})
  void swiGlu(int elements) throws Exception {
    onDevice(
        (bench, products, random) -> {
          float[] gate = RandomRows.floats(elements, random);
          float[] up = RandomRows.floats(elements, random);
          gate[0] = 200;
          gate[elements - 1] = -200;
          Activations y = bench.activations(elements, gate);
          products.swiGlu(y, bench.upload(up), elements, false);
          float[] expected = gate.clone();
          FloatExp.swiGlu(expected, 0, up, 0, elements);
          assertClose(expected, bench.floats(y.values(), elements));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 2080, 6144})
  void roundedSwiGlu(int elements) throws Exception {
    onDevice(
        (bench, products, random) -> {
          float[] gate = RandomRows.floats(elements, random);
          float[] up = RandomRows.floats(elements, random);
          Activations y = bench.activations(elements, gate);
          products.swiGlu(y, bench.upload(up), elements, true);
          FloatExp.swiGlu(gate, 0, up, 0, elements);
          assertRounded(bench, y, gate);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 7168})
  void sums(int elements) throws Exception {
    onDevice(
        (bench, products, random) -> {
          float[] x = RandomRows.floats(elements, random);
          float[] y = RandomRows.floats(elements, random);
          DeviceRegion rows = bench.upload(x);
          products.add(rows, bench.upload(y), elements);
          FloatRows.add(y, 0, x, 0, elements);
          assertArrayEquals(x, bench.floats(rows, elements));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "7, 3, SIGMOID, true, 1, 1, true, 1",
    "32, 4, SIGMOID, true, 1, 1, true, 5",
    "384, 8, SIGMOID, true, 1, 1, true, 3",
    "384, 8, SIGMOID, false, 1, 1, false, 2",
    "64, 6, SOFTMAX, false, 1, 1, false, 2",
    "160, 6, SOFTMAX, true, 8, 3, false, 3",
    "256, 8, SIGMOID, true, 8, 4, true, 4",
    "6, 2, SIGMOID, true, 6, 3, true, 2",
    "1024, 64, SIGMOID, true, 64, 64, true, 1",
    "1, 1, SIGMOID, true, 1, 1, false, 1"
  })
  void routing(
      int experts,
      int used,
      RouterShape.Gating gating,
      boolean normalise,
      int groups,
      int groupsUsed,
      boolean biased,
      int tokens)
      throws Exception {
    RouterShape shape =
        new RouterShape(experts, used, gating, normalise, 2.827f, groups, groupsUsed);
    onDevice(
        (bench, products, random) -> {
          float[] logits = distinct(tokens, experts, random);
          float[] bias = biased ? RandomRows.floats(experts, random) : null;
          DeviceRegion routes = bench.region(8L * tokens * used);
          GpuRouter.route(
              products,
              shape,
              bench.upload(logits),
              biased ? bench.upload(bias) : null,
              routes,
              tokens);
          int[] bits = bench.integers(routes, 2 * tokens * used);
          ExpertRouter router = new ExpertRouter(shape);
          int[] picks = new int[used];
          float[] weights = new float[used];
          for (int t = 0; t < tokens; t++) {
            router.route(logits, t * experts, bias, picks, weights, 0);
            int[] actual = Arrays.copyOfRange(bits, 2 * t * used, (2 * t + 1) * used);
            assertArrayEquals(picks, actual, "token " + t + ", seed " + SEED);
            for (int k = 0; k < used; k++) {
              float weight = Float.intBitsToFloat(bits[(2 * t + 1) * used + k]);
              assertEquals(weights[k], weight, 1e-5f * weights[k]);
            }
          }
        });
  }

  /** Logits whose order no rounding can change. */
  private static float[] distinct(int tokens, int experts, Random random) {
    float[] logits = new float[tokens * experts];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (random.nextInt(4 * experts) - 2 * experts) / (float) experts;
    }
    return logits;
  }

  /** Of equal scores the lower numbers win. */
  @ParameterizedTest
  @ValueSource(ints = {4, 65, 384})
  void tiesGoToLowerNumbers(int experts) throws Exception {
    RouterShape shape =
        new RouterShape(experts, 3, RouterShape.Gating.SIGMOID, true, 1, 1, 1);
    onDevice(
        (bench, products, random) -> {
          float[] logits = new float[experts];
          logits[experts - 1] = 1;
          DeviceRegion routes = bench.region(8L * 3);
          GpuRouter.route(products, shape, bench.upload(logits), null, routes, 1);
          int[] bits = bench.integers(routes, 3);
          assertArrayEquals(new int[] {experts - 1, 0, 1}, bits);
        });
  }
}
