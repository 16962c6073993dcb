package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import abruzzi.quant.gguf.GgmlType;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundedActivationsTest {
  private static final int COLUMNS = 512;
  private static final int TOKENS = 3;
  private static final int STRIDE = COLUMNS + 5;

  private final RowView x = rows();

  private static RowView rows() {
    SplittableRandom random = new SplittableRandom(11);
    float[] values = new float[4 + TOKENS * STRIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new RowView(values, 4, STRIDE);
  }

  @Test
  void blocksOf256AreThoseOfTheIntegerProducts() {
    RowView rounded = RoundedActivations.of(x, TOKENS, COLUMNS, GgmlType.Q4_K);
    BlockActivations integers = new BlockActivations();
    integers.quantize(x, TOKENS, COLUMNS);
    float[] expected = new float[TOKENS * COLUMNS];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = integers.codes()[i] * integers.scales()[i / BlockActivations.BLOCK];
    }
    assertArrayEquals(expected, rounded.values());
    assertEquals(COLUMNS, rounded.stride());
  }

  @Test
  void otherWeightsTakeOtherForms() {
    assertSame(x, RoundedActivations.of(x, TOKENS, COLUMNS, GgmlType.F32));
    RowView halves = RoundedActivations.of(x, TOKENS, COLUMNS, GgmlType.F16);
    RowView blocks = RoundedActivations.of(x, TOKENS, COLUMNS, GgmlType.Q4_0);
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < COLUMNS; c++) {
        float exact = x.values()[x.index() + t * STRIDE + c];
        float half = Float.float16ToFloat(Float.floatToFloat16(exact));
        assertEquals(half, halves.values()[t * COLUMNS + c]);
        assertEquals(exact, blocks.values()[t * COLUMNS + c], 4.0 / 127, "at most half a step");
      }
    }
  }
}
