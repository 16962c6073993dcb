package abruzzi.dense.gpu;

import abruzzi.dense.ExpertRouter;
import abruzzi.dense.RouterShape;
import abruzzi.dense.RouterShape.Gating;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.kernel.FloatExp;
import abruzzi.quant.kernel.FloatRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Checks of norms, activations, sums and routing against the host. */
final class RowChecks {
  /** Relative to the largest value: roots, divisions and exponentials round differently. */
  private static final double BOUND = 1e-6;

  /** Of codes: one unit where a value lies between two, in at most one of a thousand. */
  private static final double MOVED_BOUND = 2e-3;

  private static final float EPSILON = 1e-6f;
  private static final float ROUTER_SCALE = 2.827f;

  private final long seed;

  RowChecks(long seed) {
    this.seed = seed;
  }

  List<KernelCheck> all() {
    List<KernelCheck> checks = new ArrayList<>();
    for (int columns : new int[] {1, 31, 57, 257, 1536, 7168}) {
      checks.add(norm(columns, 1 + columns % 3, columns % 4));
    }
    for (int columns : new int[] {32, 96, 7168, 8224}) {
      checks.add(roundedNorm(columns, 1 + columns % 5, columns % 3));
    }
    for (int columns : new int[] {32, 160, 2080}) {
      checks.add(round(columns));
    }
    for (int elements : new int[] {1, 63, 65, 7168, 18432}) {
      checks.add(swiGlu(elements));
      checks.add(add(elements));
    }
    for (int elements : new int[] {32, 2080, 6144}) {
      checks.add(roundedSwiGlu(elements));
    }
    checks.addAll(routing());
    return checks;
  }

  private KernelCheck norm(int columns, int rows, int firstRow) {
    return new KernelCheck(
        "rms_norm",
        rows + " rows of " + columns,
        BOUND,
        bench -> {
          Random random = new Random(seed);
          float[] x = RandomRows.floats((firstRow + rows) * columns, random);
          float[] weight = RandomRows.floats(columns, random);
          Activations y = norm(bench, x, weight, firstRow, rows, false);
          float[] expected = new float[rows * columns];
          for (int r = 0; r < rows; r++) {
            int from = (firstRow + r) * columns;
            FloatRows.rmsNorm(x, from, weight, EPSILON, expected, r * columns, columns);
          }
          return Errors.relative(expected, bench.floats(y.values(), rows * columns));
        });
  }

  private KernelCheck roundedNorm(int columns, int rows, int firstRow) {
    return new KernelCheck(
        "rms_norm_rounded",
        rows + " rows of " + columns,
        MOVED_BOUND,
        bench -> {
          Random random = new Random(seed);
          float[] x = RandomRows.floats((firstRow + rows) * columns, random);
          float[] weight = RandomRows.floats(columns, random);
          Activations y = norm(bench, x, weight, firstRow, rows, true);
          return roundingError(bench, y, bench.floats(y.values(), rows * columns));
        });
  }

  private static Activations norm(
      CheckBench bench, float[] x, float[] weight, int firstRow, int rows, boolean rounded) {
    int columns = weight.length;
    Activations y = bench.activations(rows * columns);
    bench
        .products(ActivationForm.EXACT)
        .norm(
            bench.upload(x),
            firstRow,
            new GpuProducts.Norm(bench.upload(weight), columns, EPSILON),
            y,
            rows,
            rounded);
    return y;
  }

  /** Zeros, a single value, all the same, alternating signs, tiny and huge. */
  private KernelCheck round(int columns) {
    return new KernelCheck(
        "round_rows",
        "7 rows of " + columns,
        MOVED_BOUND,
        bench -> {
          int rows = 7;
          int stride = columns + 5;
          float[] x = RandomRows.floats(rows * stride, new Random(seed));
          for (int c = 0; c < columns; c++) {
            x[c] = 0;
            x[stride + c] = c == 17 ? -3 : 0;
            x[2 * stride + c] = 5;
            x[3 * stride + c] = c % 2 == 0 ? 1e-20f : -1e-20f;
            x[4 * stride + c] *= 1e30f;
          }
          Activations y = bench.activations(x.length, x);
          bench.products(ActivationForm.EXACT).round(y, columns, stride, rows);
          float[] dense = new float[rows * columns];
          for (int r = 0; r < rows; r++) {
            System.arraycopy(x, r * stride, dense, r * columns, columns);
          }
          return roundingError(bench, y, dense);
        });
  }

  /**
   * Codes and sums against the definition: share of codes that differ, 1 if one does by more than a
   * unit or a sum is not that of its codes.
   */
  private static double roundingError(CheckBench bench, Activations y, float[] values) {
    float[] rounded = RoundedActivations.of(values);
    int[] codes = bench.integers(y.codes(), values.length / 4);
    float[] scales = bench.floats(y.scales(), values.length / 8);
    int moved = 0;
    for (int half = 0; half < values.length / 16; half++) {
      float scale = scales[half / 2 * 4];
      int sum = 0;
      for (int i = 16 * half; i < 16 * half + 16; i++) {
        int code = (byte) (codes[i / 4] >> (8 * (i % 4)));
        int expected = scale == 0 ? 0 : Math.round(rounded[i] / scale);
        if (Math.abs(code - expected) > 1) {
          return 1;
        }
        moved += code == expected ? 0 : 1;
        sum += code;
      }
      float stored = scales[half / 2 * 4 + 1 + half % 2];
      if (!(Math.abs(stored - scale * sum) <= Math.abs(scale * sum) * BOUND)) {
        return 1;
      }
    }
    return Math.max(0, moved - 1) / (double) values.length;
  }

  private KernelCheck swiGlu(int elements) {
    return new KernelCheck(
        "swiglu",
        elements + " elements",
        BOUND,
        bench -> {
          float[] gate = gates(elements);
          float[] up = RandomRows.floats(elements, new Random(seed + 1));
          Activations y = bench.activations(elements, gate);
          bench.products(ActivationForm.EXACT).swiGlu(y, bench.upload(up), elements, false);
          FloatExp.swiGlu(gate, 0, up, 0, elements);
          return Errors.relative(gate, bench.floats(y.values(), elements));
        });
  }

  private KernelCheck roundedSwiGlu(int elements) {
    return new KernelCheck(
        "swiglu_rounded",
        elements + " elements",
        MOVED_BOUND,
        bench -> {
          float[] gate = gates(elements);
          float[] up = RandomRows.floats(elements, new Random(seed + 1));
          Activations y = bench.activations(elements, gate);
          bench.products(ActivationForm.EXACT).swiGlu(y, bench.upload(up), elements, true);
          FloatExp.swiGlu(gate, 0, up, 0, elements);
          return roundingError(bench, y, gate);
        });
  }

  /** Also where the exponential overflows. */
  private float[] gates(int elements) {
    float[] gate = RandomRows.floats(elements, new Random(seed));
    if (elements > 1) {
      gate[0] = -200;
    }
    gate[elements - 1] = 200;
    return gate;
  }

  private KernelCheck add(int elements) {
    return new KernelCheck(
        "add_rows",
        elements + " elements",
        0,
        bench -> {
          Random random = new Random(seed);
          float[] x = RandomRows.floats(elements, random);
          float[] y = RandomRows.floats(elements, random);
          DeviceRegion rows = bench.upload(x);
          bench.products(ActivationForm.EXACT).add(rows, bench.upload(y), elements);
          FloatRows.add(y, 0, x, 0, elements);
          return Errors.relative(x, bench.floats(rows, elements));
        });
  }

  private List<KernelCheck> routing() {
    return List.of(
        route(new RouterShape(7, 3, Gating.SIGMOID, true, ROUTER_SCALE, 1, 1), true, 1),
        route(new RouterShape(32, 4, Gating.SIGMOID, true, ROUTER_SCALE, 1, 1), true, 5),
        route(new RouterShape(384, 8, Gating.SIGMOID, true, ROUTER_SCALE, 1, 1), true, 3),
        route(new RouterShape(384, 8, Gating.SIGMOID, false, ROUTER_SCALE, 1, 1), false, 2),
        route(new RouterShape(64, 6, Gating.SOFTMAX, false, 1, 1, 1), false, 2),
        route(new RouterShape(160, 6, Gating.SOFTMAX, true, 1, 8, 3), false, 3),
        route(new RouterShape(256, 8, Gating.SIGMOID, true, ROUTER_SCALE, 8, 4), true, 4),
        route(new RouterShape(6, 2, Gating.SIGMOID, true, 1, 6, 3), true, 2),
        route(new RouterShape(1024, 64, Gating.SIGMOID, true, 1, 64, 64), true, 1),
        route(new RouterShape(1, 1, Gating.SIGMOID, true, 1, 1, 1), false, 1));
  }

  /** Weights are compared, and picks must be the same; among the logits there are equal ones. */
  private KernelCheck route(RouterShape shape, boolean biased, int tokens) {
    return new KernelCheck(
        "route",
        "%d of %d experts, %s, %d groups, %d tokens"
            .formatted(shape.used(), shape.experts(), shape.gating(), shape.groups(), tokens),
        10 * BOUND,
        bench -> {
          Random random = new Random(seed);
          int experts = shape.experts();
          float[] logits = new float[tokens * experts];
          for (int i = 0; i < logits.length; i++) {
            logits[i] = (random.nextInt(4 * experts) - 2 * experts) / (float) experts;
          }
          float[] bias = biased ? RandomRows.floats(experts, random) : null;
          DeviceRegion routes = bench.region(2L * tokens * shape.used() * Integer.BYTES);
          GpuRouter.route(
              bench.products(ActivationForm.EXACT),
              shape,
              bench.upload(logits),
              biased ? bench.upload(bias) : null,
              routes,
              tokens);
          return routeError(
              shape, logits, bias, bench.integers(routes, 2 * tokens * shape.used()), tokens);
        });
  }

  private static double routeError(
      RouterShape shape, float[] logits, float[] bias, int[] routes, int tokens) {
    int used = shape.used();
    ExpertRouter router = new ExpertRouter(shape);
    int[] picks = new int[used];
    float[] weights = new float[used];
    Errors errors = new Errors();
    for (int t = 0; t < tokens; t++) {
      router.route(logits, t * shape.experts(), bias, picks, weights, 0);
      if (!Arrays.equals(picks, Arrays.copyOfRange(routes, 2 * t * used, (2 * t + 1) * used))) {
        return 1;
      }
      for (int k = 0; k < used; k++) {
        float weight = Float.intBitsToFloat(routes[(2 * t + 1) * used + k]);
        errors.add(Math.abs(weight - weights[k]) / weights[k]);
      }
    }
    return errors.largest();
  }
}
