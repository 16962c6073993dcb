package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products and rows of every storage type on a device against the scalar codecs in double. */
public abstract class ProductContract {
  private static final long SEED = 4_0101;

  /** Sums of floats in another order, relative to the sum of magnitudes. */
  private static final double EXACT_BOUND = 1e-6;

  /** Rows of a codec multiply in another order, which can round differently. */
  private static final float ROW_BOUND = 2.5e-7f;

  /** The device under test. */
  protected abstract ComputeDevice device();

  static Stream<GgmlType> types() {
    return Arrays.stream(GgmlType.values()).filter(KernelPrograms::supports);
  }

  /** One token, a few, and tiles; odd numbers of rows and blocks. */
  static Stream<Arguments> cases() {
    return types()
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(type, 1, 3, 1),
                    Arguments.of(type, 67, 1, 1),
                    Arguments.of(type, 5, 7, 3),
                    Arguments.of(type, 33, 2, 5),
                    Arguments.of(type, 129, 3, 37)));
  }

  private static int columns(GgmlType type, int blocks) {
    return type.blockElements() == 1 ? 57 * blocks : type.blockElements() * blocks;
  }

  @ParameterizedTest
  @MethodSource("types")
  void rowsAreThoseOfTheCodec(GgmlType type) throws Exception {
    Random random = new Random(SEED);
    Matrix w = RandomRows.of(type, 9, columns(type, 5), random);
    int[] ids = {7, 0, 8, 8, 3};
    try (DeviceBench bench = new DeviceBench(device())) {
      GpuProducts products = products(bench, ActivationForm.EXACT);
      DeviceRegion y = bench.floats(ids.length * w.columns());
      products.rows(bench.upload(w), bench.upload(ids), y, ids.length);
      float[] actual = bench.floats(y, ids.length * w.columns());
      for (int t = 0; t < ids.length; t++) {
        float[] expected = RandomRows.row(w, ids[t]);
        float largest = 0;
        for (float value : expected) {
          largest = Math.max(largest, Math.abs(value));
        }
        int from = t * w.columns();
        float[] row = Arrays.copyOfRange(actual, from, from + w.columns());
        assertArrayEquals(expected, row, largest * ROW_BOUND, "row " + t + ", seed " + SEED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsOfFloats(GgmlType type, int rows, int blocks, int tokens) throws Exception {
    Random random = new Random(SEED + rows);
    Matrix w = RandomRows.of(type, rows, columns(type, blocks), random);
    float[] x = RandomRows.floats(tokens * w.columns(), random);
    float[] before = RandomRows.floats(tokens * rows, random);
    try (DeviceBench bench = new DeviceBench(device())) {
      GpuProducts products = products(bench, ActivationForm.EXACT);
      DeviceRegion y = bench.upload(before);
      Activations input = bench.activations(x.length, x);
      products.run(bench.upload(w), input, y, tokens, true);
      check(w, x, before, bench.floats(y, tokens * rows), tokens, EXACT_BOUND);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsOfRoundedActivations(GgmlType type, int rows, int blocks, int tokens)
      throws Exception {
    Random random = new Random(SEED - rows);
    Matrix w = RandomRows.of(type, rows, columns(type, blocks), random);
    float[] x = RandomRows.floats(tokens * w.columns(), random);
    try (DeviceBench bench = new DeviceBench(device())) {
      GpuProducts products = products(bench, ActivationForm.ROUNDED);
      DeviceRegion y = bench.floats(tokens * rows);
      Activations input = bench.activations(x.length, x);
      float[] rounded = x;
      if (KernelPrograms.inGroups(type)) {
        products.round(input, w.columns(), w.columns(), tokens);
        rounded = RoundedActivations.of(x);
      }
      products.run(bench.upload(w), input, y, tokens, false);
      float[] none = new float[tokens * rows];
      check(w, rounded, none, bench.floats(y, tokens * rows), tokens, EXACT_BOUND);
    }
  }

  /** Rows of heads, as attention uses them: keys, values behind keys, and keys transposed. */
  @ParameterizedTest
  @MethodSource("types")
  void productsOfHeads(GgmlType type) throws Exception {
    Random random = new Random(SEED);
    int heads = 3;
    int keys = 6;
    int values = 5;
    Matrix w = RandomRows.of(type, heads * (keys + values), columns(type, 1), random);
    int columns = w.columns();
    for (int tokens : List.of(1, 2, 11)) {
      float[] x = RandomRows.floats(tokens * heads * columns, random);
      float[] q = RandomRows.floats(tokens * heads * keys, random);
      try (DeviceBench bench = new DeviceBench(device())) {
        GpuProducts products = products(bench, ActivationForm.EXACT);
        GpuMatrix matrix = bench.upload(w);
        DeviceRegion y = bench.floats(tokens * heads * values);
        ProductShape shape =
            new ProductShape(
                heads,
                values,
                keys + values,
                keys,
                columns,
                heads * columns,
                columns,
                heads * values,
                values);
        products.run(matrix, bench.activations(x.length, x), y, shape, tokens, false);
        float[] out = bench.floats(y, tokens * heads * values);
        DeviceRegion sums = bench.floats(tokens * heads * columns);
        ProductShape transposed =
            new ProductShape(
                heads,
                keys,
                keys + values,
                0,
                columns,
                heads * keys,
                keys,
                heads * columns,
                columns);
        products.transposed(matrix, bench.upload(q), sums, transposed, tokens);
        float[] sum = bench.floats(sums, tokens * heads * columns);
        for (int th = 0; th < tokens * heads; th++) {
          int first = th % heads * (keys + values);
          for (int v = 0; v < values; v++) {
            float[] row = RandomRows.row(w, first + keys + v);
            close(row, x, th * columns, 0, out[th * values + v], "value", EXACT_BOUND);
          }
          for (int c = 0; c < columns; c++) {
            float[] column = new float[keys];
            for (int n = 0; n < keys; n++) {
              column[n] = RandomRows.row(w, first + n)[c];
            }
            close(column, q, th * keys, 0, sum[th * columns + c], "key", EXACT_BOUND);
          }
        }
      }
    }
  }

  private GpuProducts products(DeviceBench bench, ActivationForm form) {
    return new GpuProducts(kernels(form), bench.queue);
  }

  /** Kernels that all tests of a class share, as building them takes long. */
  protected abstract GpuKernels kernels(ActivationForm form);

  private static void check(
      Matrix w, float[] x, float[] before, float[] y, int tokens, double bound) {
    for (int r = 0; r < w.rows(); r++) {
      float[] row = RandomRows.row(w, r);
      for (int t = 0; t < tokens; t++) {
        int at = (int) (t * w.rows() + r);
        close(row, x, t * w.columns(), before[at], y[at], "token " + t + " row " + r, bound);
      }
    }
  }

  private static void close(
      float[] row, float[] x, int index, float before, float actual, String what, double bound) {
    double sum = before;
    double magnitude = Math.abs(before);
    for (int c = 0; c < row.length; c++) {
      double product = (double) row[c] * x[index + c];
      sum += product;
      magnitude += Math.abs(product);
    }
    assertTrue(
        Math.abs(actual - sum) <= bound * magnitude,
        what + ": " + actual + " instead of " + sum + ", seed " + SEED);
  }
}
