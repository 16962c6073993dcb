package abruzzi.dense.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import abruzzi.dense.KvCacheType;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixProduct;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LatentCacheTest {
  private static final long SEED = 7_0333;
  private static final int WIDTH = 96;
  private final MatrixProduct product = new MatrixProduct(Kernels.select());

  private LatentCache cache(int width, KvCacheType type) {
    return new LatentCache(2, 600, width, type, product);
  }

  private static float[] row(int layer, int position) {
    Random random = new Random(SEED + layer * 1000L + position);
    float[] row = new float[2 + WIDTH];
    for (int i = 0; i < row.length; i++) {
      row[i] = random.nextFloat() * 2 - 1;
    }
    return row;
  }

  /** Values up to 1: half a unit of a half's last place, or half a step of a scale near 1/127. */
  @ParameterizedTest
  @CsvSource({"F32, 0", "F16, 2.5e-4", "Q8_0, 4.3e-3"})
  void givesBackWhatWasStored(KvCacheType type, float bound) {
    try (LatentCache cache = cache(WIDTH, type)) {
      int[] positions = {0, 1, 254, 255, 256, 511, 512, 599};
      for (int layer = 0; layer < 2; layer++) {
        for (int position : positions) {
          cache.write(layer, position, row(layer, position), 2);
        }
      }
      LatentCache.Reader reader = cache.reader();
      cache.write(1, 255, row(0, 0), 2);
      cache.write(1, 255, row(1, 255), 2);
      for (int layer = 0; layer < 2; layer++) {
        for (int position : positions) {
          float[] out = new float[WIDTH];
          reader.read(layer, position, 1, out);
          float[] expected = row(layer, position);
          for (int i = 0; i < WIDTH; i++) {
            assertEquals(expected[2 + i], out[i], bound, "seed " + SEED);
          }
        }
      }
    }
  }

  /** A block of positions may lie in two pages. */
  @ParameterizedTest
  @EnumSource(KvCacheType.class)
  void blocksOfPositionsAreTheirRows(KvCacheType type) {
    try (LatentCache cache = cache(WIDTH, type)) {
      for (int position = 250; position < 262; position++) {
        cache.write(1, position, row(1, position), 0);
      }
      LatentCache.Reader reader = cache.reader();
      float[] block = new float[12 * WIDTH];
      reader.read(1, 250, 12, block);
      for (int i = 0; i < 12; i++) {
        float[] single = new float[WIDTH];
        cache.reader().read(1, 250 + i, 1, single);
        assertArrayEquals(single, Arrays.copyOfRange(block, i * WIDTH, (i + 1) * WIDTH));
      }
    }
  }

  @Test
  void halvesOfAllSizesComeBackExactly() {
    float[] wanted = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      wanted[i] = Float.float16ToFloat((short) (i * 677)); // subnormal, normal, both signs
    }
    wanted[0] = Float.POSITIVE_INFINITY;
    wanted[1] = Float.float16ToFloat((short) 1);
    wanted[2] = -0f;
    try (LatentCache cache = cache(WIDTH, KvCacheType.F16)) {
      cache.write(0, 3, wanted, 0);
      float[] out = new float[WIDTH];
      cache.reader().read(0, 3, 1, out);
      assertArrayEquals(wanted, out);
    }
  }

  @Test
  void rowsMustFillBlocks() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> cache(WIDTH + 1, KvCacheType.Q8_0));
    assertEquals(
        "cache type Q8_0 stores blocks of 32 values, but this model caches rows of 97;"
            + " use F16 or F32",
        e.getMessage());
    cache(WIDTH + 1, KvCacheType.F16).close();
  }

  @Test
  void contextIsTheLimit() {
    try (LatentCache cache = cache(WIDTH, KvCacheType.F16)) {
      assertEquals(600, cache.contextTokens());
      assertThrows(IndexOutOfBoundsException.class, () -> cache.write(0, 600, new float[WIDTH], 0));
      assertThrows(IndexOutOfBoundsException.class, () -> cache.write(0, -1, new float[WIDTH], 0));
    }
  }

  @Test
  void closingAgainDoesNothing() {
    LatentCache cache = cache(WIDTH, KvCacheType.F32);
    cache.write(0, 0, new float[WIDTH], 0);
    cache.close();
    cache.close();
    assertThrows(IllegalStateException.class, () -> cache.write(0, 0, new float[WIDTH], 0));
  }
}
