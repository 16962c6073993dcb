package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with tiles against the scalar codec and activations rounded by the letter. */
class TilesTest {
  private static final long SEED = 3_2605;
  private static final int MOST_TOKENS = 70;

  private final MatrixProduct product = new MatrixProduct(Kernels.select());
  private final KernelScratch scratch = new KernelScratch();

  static Stream<GgmlType> types() {
    return Tiles.types().stream();
  }

  static Stream<Arguments> shapes() {
    return types()
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(type, 64, 256),
                    Arguments.of(type, 128, 512),
                    Arguments.of(type, 192, 1536),
                    Arguments.of(type, 64, 2304)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void equalsTheProductOfRoundedActivations(GgmlType type, int rows, int columns) {
    Random random = new Random(SEED);
    Matrix w = random(type, rows, columns, random);
    Matrix tiles = tiles(w);
    float[] x = activations(MOST_TOKENS, columns, random);
    float[] y = new float[MOST_TOKENS * rows];
    for (int tokens : new int[] {1, 3, 9, MOST_TOKENS}) {
      Arrays.fill(y, Float.NaN);
      product.rows(tiles, 0, rows, RowView.of(x, columns), tokens, RowView.of(y, rows), scratch);
      for (int t = 0; t < tokens; t++) {
        ScalarActivations rounded = ScalarActivations.of(x, t * columns, columns);
        for (int r = 0; r < rows; r++) {
          float[] row = RandomBlocks.decode(type, w.data(), w.rowOffsetBytes(r), columns);
          double sum = 0;
          double size = 0;
          for (int c = 0; c < columns; c++) {
            sum += row[c] * rounded.value(c);
            size += Math.abs(row[c] * rounded.value(c));
          }
          assertEquals(sum, y[t * rows + r], 1e-5 * size, "token " + t + " row " + r);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void bitsDoNotDependOnBatchOrRange(GgmlType type) {
    int rows = 192;
    int columns = 1024;
    Random random = new Random(SEED);
    Matrix tiles = tiles(random(type, rows, columns, random));
    float[] x = activations(MOST_TOKENS, columns, random);
    float[] alone = new float[MOST_TOKENS * rows];
    for (int t = 0; t < MOST_TOKENS; t++) {
      product.rows(
          tiles,
          0,
          rows,
          new RowView(x, t * columns, columns),
          1,
          new RowView(alone, t * rows, rows),
          scratch);
    }
    for (int tokens : new int[] {2, 4, 7, 8, 11, 12, 15, 16, 64, MOST_TOKENS}) {
      float[] y = new float[tokens * rows];
      product.rows(tiles, 0, rows, RowView.of(x, columns), tokens, RowView.of(y, rows), scratch);
      assertArrayEquals(Arrays.copyOf(alone, tokens * rows), y, 0f, tokens + " tokens");
    }
    for (int first : new int[] {1, 17, 31, 32, 40, 63, 64, 100}) {
      int count = rows - first - 3;
      for (int tokens : new int[] {1, 9}) {
        float[] y = new float[tokens * count];
        product.rows(
            tiles, first, count, RowView.of(x, columns), tokens, RowView.of(y, count), scratch);
        for (int t = 0; t < tokens; t++) {
          assertArrayEquals(
              Arrays.copyOfRange(alone, t * rows + first, t * rows + first + count),
              Arrays.copyOfRange(y, t * count, (t + 1) * count),
              0f,
              "rows from " + first);
        }
      }
    }
  }

  /** 17 tiles are a panel and one more: each has the bits that it has as a matrix of its own. */
  @ParameterizedTest
  @MethodSource("types")
  void bitsDoNotDependOnPanels(GgmlType type) {
    int rows = Tiles.PANEL_ROWS + Tiles.ROWS;
    int columns = 512;
    int tokens = 12;
    Random random = new Random(SEED);
    Matrix w = random(type, rows, columns, random);
    Matrix whole = tiles(w);
    float[] x = activations(tokens, columns, random);
    float[] expected = new float[tokens * rows];
    for (int row = 0; row < rows; row += Tiles.ROWS) {
      Matrix alone = tiles(w.slice(row, Tiles.ROWS));
      RowView y = new RowView(expected, row, rows);
      product.rows(alone, 0, Tiles.ROWS, RowView.of(x, columns), tokens, y, scratch);
    }
    for (int[] part : new int[][] {{0, rows}, {960, 128}, {1024, 64}, {64, 896}}) {
      Matrix slice = whole.slice(part[0], part[1]);
      for (int skip : new int[] {0, 40}) {
        int count = part[1] - skip;
        for (int batch : new int[] {1, tokens}) {
          float[] y = new float[batch * count];
          RowView results = RowView.of(y, count);
          product.rows(slice, skip, count, RowView.of(x, columns), batch, results, scratch);
          for (int t = 0; t < batch; t++) {
            int first = t * rows + part[0] + skip;
            assertArrayEquals(
                Arrays.copyOfRange(expected, first, first + count),
                Arrays.copyOfRange(y, t * count, (t + 1) * count),
                0f,
                count + " rows from " + (part[0] + skip) + ", token " + t + " of " + batch);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void largestCodesDoNotOverflow(GgmlType type) {
    int columns = 512;
    Random random = new Random(SEED);
    byte[] bytes = new byte[(int) type.rowBytes(columns) * 64];
    Arrays.fill(bytes, (byte) 0xFF);
    Matrix w = new Matrix(MemorySegment.ofArray(bytes), 0, type, 64, columns);
    byte[] tame = RandomBlocks.tame(type, 2, random);
    int block = type.blockBytes();
    for (int b = 0; b < 128; b++) { // codes at their largest, the half floats those of tame blocks
      int half = halfOffset(type);
      int count = type == GgmlType.Q4_K || type == GgmlType.Q2_K ? 4 : 2;
      System.arraycopy(tame, half, bytes, b * block + half, count);
    }
    for (int tokens : new int[] {1, 9, MOST_TOKENS}) {
      float[] x = new float[tokens * columns];
      Arrays.fill(x, -1);
      float[] y = new float[tokens * 64];
      product.rows(tiles(w), 0, 64, RowView.of(x, columns), tokens, RowView.of(y, 64), scratch);
      for (int i = 0; i < y.length; i++) {
        double sum = 0;
        double size = 0;
        long row = w.rowOffsetBytes(i % 64);
        for (float weight : RandomBlocks.decode(type, w.data(), row, columns)) {
          sum -= weight;
          size += Math.abs(weight);
        }
        assertEquals(sum, y[i], 1e-5 * size, "token " + i / 64 + " row " + i % 64);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void saysWhenAScaleIsNotFinite(GgmlType type) {
    Random random = new Random(SEED);
    Matrix w = random(type, 64, 256, random);
    Matrix tiles = empty(w);
    assertTrue(Tiles.write(w, 0, 64, tiles));
    long half = w.rowOffsetBytes(7) + halfOffset(type);
    w.data().set(java.lang.foreign.ValueLayout.JAVA_BYTE, half + 1, (byte) 0x7C);
    assertFalse(Tiles.write(w, 0, 64, tiles));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertFalse(Tiles.fits(GgmlType.Q4_K, 96, 256));
    assertFalse(Tiles.fits(GgmlType.Q4_K, 64, 128));
    assertFalse(Tiles.fits(GgmlType.F32, 64, 256));
    MemorySegment data = Arena.ofAuto().allocate(1 << 20, 64);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Matrix(data, 0, GgmlType.Q4_K, 96, 256, MatrixLayout.TILES));
    long bytes = 64 * Tiles.rowBytes(GgmlType.Q4_K, 256);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new Matrix(data.asSlice(0, bytes), 0, GgmlType.Q4_K, 64, 256, MatrixLayout.TILES));
  }

  /** Where a block has its scale. */
  private static int halfOffset(GgmlType type) {
    return switch (type) {
      case Q2_K -> type.blockBytes() - 4;
      case TQ1_0, Q6_K, Q3_K -> type.blockBytes() - 2;
      default -> 0;
    };
  }

  private static Matrix random(GgmlType type, int rows, int columns, Random random) {
    byte[] bytes = RandomBlocks.tame(type, rows * columns / 256, random);
    return new Matrix(MemorySegment.ofArray(bytes), 0, type, rows, columns);
  }

  private static Matrix empty(Matrix rows) {
    long bytes = rows.rows() * Tiles.rowBytes(rows.type(), rows.columns());
    MemorySegment data = Arena.ofAuto().allocate(bytes + Tiles.PADDING_BYTES, 64);
    return new Matrix(data, 0, rows.type(), rows.rows(), rows.columns(), MatrixLayout.TILES);
  }

  private static Matrix tiles(Matrix rows) {
    Matrix tiles = empty(rows);
    Tiles.write(rows, 0, (int) rows.rows(), tiles);
    return tiles;
  }

  private static float[] activations(int tokens, int columns, Random random) {
    float[] x = new float[tokens * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
