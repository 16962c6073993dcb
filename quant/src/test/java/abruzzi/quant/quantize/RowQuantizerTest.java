package abruzzi.quant.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.quantize.RowQuantizer.Method;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the quantizers of all types. */
class RowQuantizerTest {
  private static final long SEED = 20261122;
  private static final int COLUMNS = 512;
  private static final int ROWS = 16;
  private static final float[] NONE = {};

  /**
   * Bounds: the root of the weighted squared error over that of the weights, for normal weights and
   * importances between 0 and 4. Those of a uniform quantizer of as many levels, and what was
   * measured for codebooks, plus 5 %.
   */
  @ParameterizedTest
  @CsvSource({
    "BF16, 0.002",
    "F16, 0.0004",
    "Q8_0, 0.006",
    "Q6_K, 0.018",
    "Q5_K, 0.037",
    "Q5_1, 0.037",
    "Q5_0, 0.042",
    "Q4_K, 0.073",
    "Q4_1, 0.074",
    "Q4_0, 0.085",
    "IQ4_NL, 0.078",
    "IQ4_XS, 0.079",
    "Q3_K, 0.152",
    "IQ3_S, 0.138",
    "IQ3_XXS, 0.187",
    "Q2_K, 0.275",
    "IQ2_S, 0.25",
    "IQ2_XS, 0.31",
    "IQ2_XXS, 0.345",
    "IQ1_M, 0.44",
    "IQ1_S, 0.475",
    "TQ1_0, 0.45",
    "TQ2_0, 0.45"
  })
  void theErrorIsSmall(GgmlType type, double bound) {
    float[] importance = importance();
    assertTrue(error(type, Method.SEARCH, importance) < bound, () -> type + " is too far off");
  }

  @ParameterizedTest
  @EnumSource(
      value = GgmlType.class,
      names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ1_0", "TQ2_0"})
  void theSearchIsBetterThanTheRule(GgmlType type) {
    float[] importance = importance();
    assertTrue(
        error(type, Method.SEARCH, importance) < error(type, Method.REFERENCE, importance),
        () -> type + ", seed " + SEED);
  }

  @ParameterizedTest
  @EnumSource(
      value = GgmlType.class,
      names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "TQ1_0", "TQ2_0", "BF16", "F16"})
  void theRuleIsThatOfTheEncoder(GgmlType type) {
    float[] row = row(new Random(SEED));
    byte[] expected = new byte[(int) type.rowBytes(COLUMNS)];
    BlockEncoders.of(type)
        .orElseThrow()
        .encode(row, 0, COLUMNS, MemorySegment.ofArray(expected), 0);
    assertArrayEquals(expected, quantized(type, Method.REFERENCE, row, importance()));
  }

  @ParameterizedTest
  @EnumSource(
      value = GgmlType.class,
      names = {"Q8_1", "Q8_K", "I8", "I16", "I32", "I64", "F64", "MXFP4", "NVFP4", "Q1_0", "Q2_0"},
      mode = EnumSource.Mode.EXCLUDE)
  void extremesStayFiniteAndZeroStaysZero(GgmlType type) {
    assertArrayEquals(new float[COLUMNS], decoded(type, new float[COLUMNS], NONE), 0);
    assertArrayEquals(new float[COLUMNS], decoded(type, new float[COLUMNS], importance()), 0);
    for (float scale : new float[] {1e-7f, 1e3f}) {
      float[] row = row(new Random(SEED));
      for (int i = 0; i < COLUMNS; i++) {
        row[i] *= scale;
      }
      row[3] = 40 * scale;
      for (float value : decoded(type, row, NONE)) {
        assertTrue(
            Float.isFinite(value) && Math.abs(value) < 100 * scale, () -> type + " " + value);
      }
    }
    float[] constant = new float[COLUMNS];
    Arrays.fill(constant, 0.5f);
    float[] unimportant = new float[COLUMNS];
    for (float value : decoded(type, constant, unimportant)) {
      assertEquals(0.5f, value, 0.4f, type::name); // codebooks have no constant row of full size
    }
  }

  @Test
  void nothingElseIsWritten() {
    byte[] target = new byte[54 * 2 + 8];
    Arrays.fill(target, (byte) 0x5A);
    new RowQuantizer(GgmlType.TQ1_0, Method.SEARCH, COLUMNS)
        .quantize(row(new Random(SEED)), NONE, MemorySegment.ofArray(target), 5);
    for (int i = 0; i < 8; i++) {
      assertEquals(0x5A, target[i < 5 ? i : 108 + i]);
    }
  }

  @Test
  void whatCannotBeQuantizedIsRefused() {
    IllegalArgumentException rows =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RowQuantizer(GgmlType.Q4_K, Method.SEARCH, 64));
    assertTrue(rows.getMessage().contains("expected a multiple of 256"), rows.getMessage());
    IllegalArgumentException rule =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RowQuantizer(GgmlType.Q4_K, Method.REFERENCE, 256));
    assertTrue(rule.getMessage().startsWith("type=Q4_K, expected"), rule.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new RowQuantizer(GgmlType.I32, Method.SEARCH, 256));
  }

  private static double error(GgmlType type, Method method, float[] importance) {
    Random random = new Random(SEED);
    double error = 0;
    double all = 0;
    for (int r = 0; r < ROWS; r++) {
      float[] row = row(random);
      float[] decoded = decode(type, quantized(type, method, row, importance));
      for (int i = 0; i < COLUMNS; i++) {
        double off = row[i] - decoded[i];
        error += importance[i] * off * off;
        all += (double) importance[i] * row[i] * row[i];
      }
    }
    return Math.sqrt(error / all);
  }

  private static float[] decoded(GgmlType type, float[] row, float[] importance) {
    return decode(type, quantized(type, Method.SEARCH, row, importance));
  }

  private static byte[] quantized(GgmlType type, Method method, float[] row, float[] importance) {
    byte[] target = new byte[(int) type.rowBytes(COLUMNS)];
    new RowQuantizer(type, method, COLUMNS)
        .quantize(row, importance, MemorySegment.ofArray(target), 0);
    return target;
  }

  private static float[] decode(GgmlType type, byte[] blocks) {
    float[] out = new float[COLUMNS];
    BlockFormats.of(type).orElseThrow().decode(MemorySegment.ofArray(blocks), 0, COLUMNS, out, 0);
    return out;
  }

  private static float[] row(Random random) {
    float[] row = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      row[i] = (float) random.nextGaussian();
    }
    return row;
  }

  private static float[] importance() {
    Random random = new Random(SEED + 1);
    float[] importance = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      importance[i] = 4 * random.nextFloat();
    }
    return importance;
  }
}
