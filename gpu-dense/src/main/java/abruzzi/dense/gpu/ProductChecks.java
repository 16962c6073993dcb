package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.util.List;
import java.util.Random;

/** Checks of products and rows of one storage type against the scalar codecs in double. */
final class ProductChecks {
  /** Sums of floats in another order, relative to the sum of magnitudes. */
  private static final double BOUND = 1e-6;

  /** The codec multiplies in another order, which can round differently. */
  private static final double ROW_BOUND = 2.5e-7;

  private static final int ODD_COLUMNS = 57;

  private final GgmlType type;
  private final long seed;

  ProductChecks(GgmlType type, long seed) {
    this.type = type;
    this.seed = seed;
  }

  /** Rows and one token. */
  List<KernelCheck> basic() {
    return List.of(rows(), product(1, 3, 1), product(67, 1, 1));
  }

  /** A few tokens, tiles, and heads. */
  List<KernelCheck> more() {
    return List.of(
        product(5, 7, 3), product(33, 2, 5), product(129, 3, 37), heads(1), heads(2), heads(11));
  }

  /** One token, a few and tiles, of rounded activations; none for types that do not round. */
  List<KernelCheck> rounded() {
    return KernelPrograms.inGroups(type)
        ? List.of(rounded(67, 3, 1), rounded(33, 2, 5), rounded(129, 3, 37))
        : List.of();
  }

  private Matrix matrix(int rows, int blocks, Random random) {
    int block = type.blockElements();
    return RandomRows.of(type, rows, block == 1 ? ODD_COLUMNS * blocks : block * blocks, random);
  }

  private static String kernel(int tokens) {
    return tokens == 1 ? "product_1" : tokens <= 8 ? "product_4" : "product_tiled";
  }

  private String data(int rows, int blocks, int tokens, String suffix) {
    return type + " " + rows + " rows, " + blocks + " blocks, " + tokens + " tokens" + suffix;
  }

  private KernelCheck rows() {
    return new KernelCheck(
        "weight_rows",
        type + " 5 rows",
        ROW_BOUND,
        bench -> {
          int[] ids = {7, 0, 8, 8, 3};
          Matrix w = matrix(9, 5, new Random(seed));
          DeviceRegion y = bench.floats(ids.length * w.columns());
          bench
              .products(ActivationForm.EXACT)
              .rows(bench.upload(w), bench.upload(ids), y, ids.length);
          float[] expected = new float[ids.length * w.columns()];
          for (int t = 0; t < ids.length; t++) {
            float[] row = RandomRows.row(w, ids[t]);
            System.arraycopy(row, 0, expected, t * w.columns(), w.columns());
          }
          return Errors.relative(expected, bench.floats(y, expected.length));
        });
  }

  /** Added to what was there. */
  private KernelCheck product(int rows, int blocks, int tokens) {
    return new KernelCheck(
        kernel(tokens),
        data(rows, blocks, tokens, ""),
        BOUND,
        bench -> {
          Random random = new Random(seed + rows);
          Matrix w = matrix(rows, blocks, random);
          float[] x = RandomRows.floats(tokens * w.columns(), random);
          float[] before = RandomRows.floats(tokens * rows, random);
          DeviceRegion y = bench.upload(before);
          bench
              .products(ActivationForm.EXACT)
              .run(bench.upload(w), bench.activations(x.length, x), y, tokens, true);
          return error(w, x, before, bench.floats(y, tokens * rows), tokens);
        });
  }

  /** Put in the place of what was there. */
  private KernelCheck rounded(int rows, int blocks, int tokens) {
    return new KernelCheck(
        kernel(tokens),
        data(rows, blocks, tokens, ", rounded"),
        BOUND,
        bench -> {
          Random random = new Random(seed - rows);
          Matrix w = matrix(rows, blocks, random);
          float[] x = RandomRows.floats(tokens * w.columns(), random);
          DeviceRegion y = bench.upload(RandomRows.floats(tokens * rows, random));
          Activations input = bench.activations(x.length, x);
          GpuProducts products = bench.products(ActivationForm.ROUNDED);
          products.round(input, w.columns(), w.columns(), tokens);
          products.run(bench.upload(w), input, y, tokens, false);
          float[] none = new float[tokens * rows];
          float[] actual = bench.floats(y, tokens * rows);
          return error(w, RoundedActivations.of(x), none, actual, tokens);
        });
  }

  private static double error(Matrix w, float[] x, float[] before, float[] y, int tokens) {
    Errors errors = new Errors();
    for (int r = 0; r < w.rows(); r++) {
      float[] row = RandomRows.row(w, r);
      for (int t = 0; t < tokens; t++) {
        int at = Math.toIntExact(t * w.rows() + r);
        errors.addDot(row, x, t * w.columns(), before[at], y[at]);
      }
    }
    return errors.largest();
  }

  /** Keys and values of heads in one matrix, as older files have them. */
  private KernelCheck heads(int tokens) {
    int heads = 3;
    int keys = 6;
    int values = 5;
    return new KernelCheck(
        "product_transposed",
        data(heads * (keys + values), 1, tokens, ", heads"),
        BOUND,
        bench -> {
          Random random = new Random(seed);
          Matrix w = matrix(heads * (keys + values), 1, random);
          int columns = w.columns();
          int step = keys + values;
          float[] x = RandomRows.floats(tokens * heads * columns, random);
          float[] q = RandomRows.floats(tokens * heads * keys, random);
          GpuProducts products = bench.products(ActivationForm.EXACT);
          GpuMatrix matrix = bench.upload(w);
          DeviceRegion y = bench.floats(tokens * heads * values);
          ProductShape plain =
              new ProductShape(
                  heads,
                  values,
                  step,
                  keys,
                  columns,
                  heads * columns,
                  columns,
                  heads * values,
                  values);
          products.run(matrix, bench.activations(x.length, x), y, plain, tokens, false);
          DeviceRegion z = bench.floats(tokens * heads * columns);
          ProductShape transposed =
              new ProductShape(
                  heads, keys, step, 0, columns, heads * keys, keys, heads * columns, columns);
          products.transposed(matrix, bench.upload(q), z, transposed, tokens);
          float[] products1 = bench.floats(y, tokens * heads * values);
          float[] sums = bench.floats(z, tokens * heads * columns);
          float[][] rows = new float[heads * step][];
          for (int r = 0; r < rows.length; r++) {
            rows[r] = RandomRows.row(w, r);
          }
          Errors errors = new Errors();
          for (int th = 0; th < tokens * heads; th++) {
            int first = th % heads * step;
            for (int v = 0; v < values; v++) {
              float actual = products1[th * values + v];
              errors.addDot(rows[first + keys + v], x, th * columns, 0, actual);
            }
            for (int c = 0; c < columns; c++) {
              float[] column = new float[keys];
              for (int n = 0; n < keys; n++) {
                column[n] = rows[first + n][c];
              }
              errors.addDot(column, q, th * keys, 0, sums[th * columns + c]);
            }
          }
          return errors.largest();
        });
  }
}
