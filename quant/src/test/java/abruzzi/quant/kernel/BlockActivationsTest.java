package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Codes, scales and sums, exactly those of {@link ScalarActivations}. */
class BlockActivationsTest {
  private static final long SEED = 7_0501;
  private static final int COLUMNS = 768;
  private final BlockActivations activations = new BlockActivations();

  @Test
  void agreesWithScalarRule() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int tokens = 1 + random.nextInt(3);
      int stride = COLUMNS + random.nextInt(5);
      int index = random.nextInt(20);
      float[] x = new float[index + tokens * stride];
      float size = (float) Math.pow(10, random.nextInt(20) - 10);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian() * size;
      }
      check(new RowView(x, index, stride), tokens);
    }
  }

  @Test
  void firstOfEqualMagnitudesGivesTheSign() {
    for (int first = 0; first < 255; first += 17) {
      float[] x = new float[COLUMNS];
      Arrays.fill(x, 0.25f);
      x[first] = -3;
      x[255] = 3;
      x[256 + first] = 3;
      x[511] = -3;
      check(RowView.of(x, COLUMNS), 1);
      assertEquals(3f / 127, activations.scales()[0], 1e-7f);
      assertEquals(-127, activations.codes()[first]);
      assertEquals(127, activations.codes()[255]);
      assertEquals(-3f / 127, activations.scales()[1], 1e-7f);
    }
  }

  /** With {@code f = -1}, halves are met exactly. */
  @Test
  void halvesGoToEven() {
    float[] x = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      x[i] = i % 256 - 128.5f;
    }
    x[0] = x[256] = x[512] = 127;
    x[1] = x[257] = x[513] = 127;
    x[255] = x[511] = x[767] = 126.5f;
    check(RowView.of(x, COLUMNS), 1);
    assertEquals(-126, activations.codes()[255]);
    assertEquals(126, activations.codes()[2]);
  }

  @Test
  void zerosTinyInfiniteAndNaNBlocks() {
    float[] x = new float[4 * COLUMNS];
    Arrays.fill(x, 1);
    Arrays.fill(x, 0, 256, 0);
    Arrays.fill(x, 256, 512, Float.MIN_VALUE);
    x[600] = Float.NEGATIVE_INFINITY;
    x[COLUMNS + 255] = Float.NaN;
    Arrays.fill(x, COLUMNS + 256, COLUMNS + 512, -Float.MAX_VALUE);
    Arrays.fill(x, COLUMNS + 512, COLUMNS + 768, -0f);
    check(RowView.of(x, COLUMNS), 4);
    assertEquals(0, activations.scales()[0]);
    assertEquals(0, activations.scales()[1]);
    assertTrue(Float.isNaN(activations.scales()[2]));
    assertTrue(Float.isNaN(activations.scales()[3]));
    assertEquals(-127, activations.codes()[COLUMNS + 300]);
  }

  @Test
  void partialBlocksAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> activations.quantize(RowView.of(new float[300], 300), 1, 300));
  }

  private void check(RowView x, int tokens) {
    activations.quantize(x, tokens, COLUMNS);
    for (int t = 0; t < tokens; t++) {
      ScalarActivations expected =
          ScalarActivations.of(x.values(), x.index() + t * x.stride(), COLUMNS);
      int at = t * COLUMNS;
      assertArrayEquals(expected.codes(), part(activations.codes(), at), "seed " + SEED);
      for (int c = 0; c < COLUMNS; c += 256) {
        assertEquals(expected.scales()[c / 256], activations.scales()[(at + c) / 256]);
      }
      for (int c = 0; c < COLUMNS; c += 16) {
        assertEquals(expected.sum(c, 16), activations.sums(16)[(at + c) / 16]);
        assertEquals(expected.sum(c & -32, 32), activations.sums(32)[(at + c) / 32]);
      }
    }
  }

  private static int[] part(short[] codes, int at) {
    int[] part = new int[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      part[i] = codes[at + i];
    }
    return part;
  }
}
