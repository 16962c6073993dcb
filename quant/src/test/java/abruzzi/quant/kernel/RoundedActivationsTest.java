package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for products that round activations to 8 bits, beyond the contract of all products.
 */
class RoundedActivationsTest {
  private static final long SEED = 7_0502;
  private static final int ROWS = 5;
  private static final int COLUMNS = 2048;
  private static final Set<GgmlType> ROUNDED = EnumSet.of(GgmlType.IQ1_S, GgmlType.IQ2_XXS);

  private final Kernels kernels = Kernels.select();
  private final MatrixProduct product = new MatrixProduct(kernels);
  private final KernelScratch scratch = new KernelScratch();

  static Stream<GgmlType> types() {
    return ROUNDED.stream();
  }

  @Test
  void theseTypesRoundFrom256Bit() {
    for (GgmlType type : RandomBlocks.types().toList()) {
      assertEquals(
          ROUNDED.contains(type) && VectorWidth.BITS >= 256,
          kernels.product(type).roundsActivations(),
          type::name);
    }
  }

  /** No code is further from its activation than half a scale; {@code 2^-18} is for floats. */
  @ParameterizedTest
  @MethodSource("types")
  void staysNearTheProductOfFloats(GgmlType type) {
    Random random = new Random(SEED);
    Matrix w = matrix(type, random);
    float[] x = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      x[i] = (float) random.nextGaussian();
    }
    ScalarActivations codes = ScalarActivations.of(x, 0, COLUMNS);
    float[] y = rows(w, x, 1);
    for (int r = 0; r < ROWS; r++) {
      float[] row = RandomBlocks.decode(type, w.data(), w.rowOffsetBytes(r), COLUMNS);
      double sum = 0;
      double bound = 0;
      for (int c = 0; c < COLUMNS; c++) {
        sum += (double) row[c] * x[c];
        bound += Math.abs(row[c]) * Math.abs(0.5 * codes.scales()[c / 256]);
        bound += 0x1p-18 * Math.abs(row[c] * x[c]);
      }
      assertTrue(Math.abs(y[r] - sum) <= bound, type + " row " + r + ", seed " + SEED);
    }
  }

  /** Codes of 127 everywhere, of the weights' own signs or the opposite: no sum may overflow. */
  @ParameterizedTest
  @MethodSource("types")
  void largestCodesDoNotOverflow(GgmlType type) {
    Random random = new Random(SEED + 1);
    Matrix w = matrix(type, random);
    for (int r = 0; r < ROWS; r++) {
      float[] row = RandomBlocks.decode(type, w.data(), w.rowOffsetBytes(r), COLUMNS);
      for (int sign = -1; sign <= 1; sign += 2) {
        float[] x = new float[COLUMNS];
        double sum = 0;
        for (int c = 0; c < COLUMNS; c++) {
          x[c] = sign * Math.signum(row[c]);
          sum += (double) row[c] * x[c];
        }
        float y = rows(w, x, 1)[r];
        assertEquals(sum, y, Math.abs(sum) * 0x1p-20, type + " row " + r + ", seed " + SEED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void longBatchesGiveEveryTokenItsOwnBits(GgmlType type) {
    Random random = new Random(SEED + 2);
    Matrix w = matrix(type, random);
    int tokens = 39;
    float[] x = new float[tokens * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian() * (1 + i / COLUMNS);
    }
    float[] y = rows(w, x, tokens);
    for (int t = 0; t < tokens; t++) {
      float[] alone = rows(w, Arrays.copyOfRange(x, t * COLUMNS, (t + 1) * COLUMNS), 1);
      float[] together = Arrays.copyOfRange(y, t * ROWS, (t + 1) * ROWS);
      assertTrue(Arrays.equals(alone, together), type + " token " + t + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void zerosGiveZeroAndNaNGivesNaN(GgmlType type) {
    Matrix w = matrix(type, new Random(SEED + 3));
    float[] x = new float[2 * COLUMNS];
    x[COLUMNS + 300] = Float.NaN;
    float[] y = rows(w, x, 2);
    for (int r = 0; r < ROWS; r++) {
      assertEquals(0, y[r]);
      assertTrue(Float.isNaN(y[ROWS + r]));
    }
  }

  private static Matrix matrix(GgmlType type, Random random) {
    byte[] blocks = RandomBlocks.tame(type, ROWS * COLUMNS / type.blockElements(), random);
    return new Matrix(MemorySegment.ofArray(blocks), 0, type, ROWS, COLUMNS);
  }

  private float[] rows(Matrix w, float[] x, int tokens) {
    float[] y = new float[tokens * ROWS];
    product.rows(w, 0, ROWS, RowView.of(x, COLUMNS), tokens, RowView.of(y, ROWS), scratch);
    return y;
  }
}
