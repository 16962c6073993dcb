package abruzzi.dense.gpu;

import abruzzi.dense.RoutedBatch;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Checks of products of many experts, each with its rows, against the scalar codecs in double. */
final class ExpertChecks {
  /** Sums of floats in another order, relative to the sum of magnitudes. */
  private static final double BOUND = 1e-6;

  private static final int ROWS = 67;
  private static final int ODD_COLUMNS = 57;
  private static final int ROWS_AT_ONCE = 40;
  private static final int PART_EXPERTS = 3;

  /** Of each expert on the device; more follow that lie elsewhere. */
  private static final int[] PICKS = {2, 0, 1, 35, 7, 1, 3, 9};

  private static final int ELSEWHERE = 4;

  private final GgmlType type;
  private final long seed;

  ExpertChecks(GgmlType type, long seed) {
    this.type = type;
    this.seed = seed;
  }

  KernelCheck exact() {
    return products(ActivationForm.EXACT, "");
  }

  KernelCheck rounded() {
    return products(ActivationForm.ROUNDED, ", rounded");
  }

  private static int tokens() {
    int tokens = ELSEWHERE;
    for (int picks : PICKS) {
      tokens += picks;
    }
    return tokens;
  }

  /** Each token has a single pick, so that the table is as large as there are tokens. */
  private static ExpertTable table(ExpertSplit split, Random random) {
    int tokens = tokens();
    int[] experts = new int[tokens];
    int filled = 0;
    for (int expert = 0; expert <= PICKS.length; expert++) {
      int count = expert < PICKS.length ? PICKS[expert] : ELSEWHERE;
      for (int i = 0; i < count; i++) {
        int other = random.nextInt(filled + 1);
        experts[filled] = experts[other];
        experts[other] = expert;
        filled++;
      }
    }
    int[] places = new int[PICKS.length + 1];
    for (int expert = 0; expert < places.length; expert++) {
      places[expert] = expert < PICKS.length ? PICKS.length - 1 - expert : -1;
    }
    float[] weights = RandomRows.floats(tokens, random);
    split.divide(new RoutedBatch.Picks(1, experts, weights), tokens, places);
    ExpertTable table = new ExpertTable(tokens, 1, ROWS_AT_ONCE);
    table.fill(split, tokens);
    return table;
  }

  private List<Matrix> matrices(Random random) {
    int block = type.blockElements();
    int columns = block == 1 ? 3 * ODD_COLUMNS : 3 * block;
    List<Matrix> matrices = new ArrayList<>();
    for (int i = 0; i < PICKS.length; i++) {
      matrices.add(RandomRows.of(type, ROWS, columns, random));
    }
    return matrices;
  }

  /** Rows that are listed with two weights, and rows themselves. */
  private KernelCheck products(ActivationForm form, String suffix) {
    return new KernelCheck(
        "experts",
        "%s %d of %d rows, %d tokens%s".formatted(type, PICKS.length, ROWS, tokens(), suffix),
        BOUND,
        bench -> {
          Random random = new Random(seed);
          ExpertSplit split = new ExpertSplit(tokens(), 1);
          ExpertTable table = table(split, random);
          Weights first = new Weights(bench, matrices(random));
          Weights second = new Weights(bench, matrices(random));
          int columns = first.onDevice.columns();
          float[] x = RandomRows.floats(tokens() * columns, random);
          Activations input = bench.activations(x.length, x);
          GpuProducts products = bench.products(form);
          if (form == ActivationForm.ROUNDED) {
            products.round(input, columns, columns, tokens());
            x = RoundedActivations.of(x);
          }
          ExpertProducts experts =
              new ExpertProducts(products, table, bench.upload(table.values()));
          Errors errors = new Errors();
          for (ExpertTable.Chunk chunk : table.chunks()) {
            DeviceRegion y = bench.floats(chunk.rows() * ROWS);
            DeviceRegion z = bench.floats(chunk.rows() * ROWS);
            experts.ofTokens(first.onDevice, second.onDevice, input, y, z, chunk);
            first.compare(bench, y, split, chunk, x, split.tokens(), errors);
            second.compare(bench, z, split, chunk, x, split.tokens(), errors);
            experts.ofRows(second.onDevice, input, y, chunk);
            second.compare(bench, y, split, chunk, x, rowsOf(chunk), errors);
          }
          return errors.largest();
        });
  }

  /** By row, which row of activations it takes: the first of a chunk takes the first. */
  private static int[] rowsOf(ExpertTable.Chunk chunk) {
    int[] rows = new int[tokens()];
    for (int row = 0; row < chunk.rows(); row++) {
      rows[chunk.first() + row] = row;
    }
    return rows;
  }

  /** Matrices here and there. */
  private record Weights(List<Matrix> onHost, ExpertMatrices onDevice) {
    Weights(CheckBench bench, List<Matrix> onHost) {
      this(onHost, bench.upload(onHost, PART_EXPERTS));
    }

    void compare(
        CheckBench bench,
        DeviceRegion y,
        ExpertSplit split,
        ExpertTable.Chunk chunk,
        float[] x,
        int[] inputs,
        Errors errors) {
      float[] actual = bench.floats(y, chunk.rows() * ROWS);
      int end = chunk.first() + chunk.rows();
      for (ExpertSplit.Group group : split.groups()) {
        for (int r = 0; r < ROWS; r++) {
          float[] weights = RandomRows.row(onHost.get(group.place()), r);
          int last = Math.min(end, group.first() + group.rows());
          for (int row = Math.max(chunk.first(), group.first()); row < last; row++) {
            int input = inputs[row] * onDevice.columns();
            errors.addDot(weights, x, input, 0, actual[(row - chunk.first()) * ROWS + r]);
          }
        }
      }
    }
  }

  /** Sums of the rows of tokens, with the order of the host's: they are the same to the bit. */
  static KernelCheck sums(long seed) {
    int columns = ROWS;
    return new KernelCheck(
        "add_experts",
        "9 tokens of " + columns,
        0,
        bench -> {
          Random random = new Random(seed);
          int tokens = 9;
          int used = 5;
          int[] picks = random.ints((long) tokens * used, 0, PICKS.length).toArray();
          int[] places = {4, -1, 2, 0, 1, -1, 5, 3};
          ExpertSplit split = new ExpertSplit(tokens, used);
          float[] weights = RandomRows.floats(picks.length, random);
          split.divide(new RoutedBatch.Picks(used, picks, weights), tokens, places);
          ExpertTable table = new ExpertTable(tokens, used, ROWS_AT_ONCE / 2);
          table.fill(split, tokens);
          float[] rows = RandomRows.floats(split.taken() * columns, random);
          float[] sums = RandomRows.floats(tokens * columns, random);
          DeviceRegion y = bench.upload(sums);
          DeviceRegion words = bench.upload(table.values());
          for (ExpertTable.Chunk chunk : table.chunks()) {
            int from = chunk.first() * columns;
            int to = from + chunk.rows() * columns;
            DeviceRegion x = bench.upload(Arrays.copyOfRange(rows, from, to));
            new ExpertProducts(bench.products(ActivationForm.EXACT), table, words)
                .add(x, y, chunk, tokens, columns);
          }
          for (int row = 0; row < split.taken(); row++) {
            for (int c = 0; c < columns; c++) {
              int at = split.tokens()[row] * columns + c;
              sums[at] = Math.fma(split.weights()[row], rows[row * columns + c], sums[at]);
            }
          }
          return Errors.relative(sums, bench.floats(y, sums.length));
        });
  }
}
