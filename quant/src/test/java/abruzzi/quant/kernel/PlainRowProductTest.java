package abruzzi.quant.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain loops and vectors give the same bits, for all types. */
class PlainRowProductTest {
  private static final long SEED = 2_611_231;
  private static final int ROWS = 6;
  private static final int FIRST_ROW = 1;
  private static final int COUNT = 4;
  private static final int X_INDEX = 3;
  private static final int Y_INDEX = 2;

  private final Kernels kernels = Kernels.select();
  private final KernelScratch scratch = new KernelScratch();

  static Stream<GgmlType> types() {
    return RandomBlocks.types();
  }

  private static int[] lengths(GgmlType type) {
    int block = type.blockElements();
    return block == 1 ? new int[] {1, 5, 15, 16, 17, 33, 100} : new int[] {3 * block, block};
  }

  @ParameterizedTest
  @MethodSource("types")
  void sameBits(GgmlType type) {
    Random random = new Random(SEED);
    RowProduct vectors = kernels.product(type);
    RowProduct plain = Kernels.plain(type, vectors);
    for (int columns : lengths(type)) {
      byte[] blocks = RandomBlocks.tame(type, ROWS * columns / type.blockElements(), random);
      Matrix w = new Matrix(MemorySegment.ofArray(blocks), 0, type, ROWS, columns);
      for (int tokens : new int[] {1, 2, 4, 7}) {
        RowView x = gaussian(tokens, columns + 2, random);
        assertArrayEquals(
            rows(vectors, w, x, tokens),
            rows(plain, w, x, tokens),
            type + ", " + columns + " columns, " + tokens + " tokens, seed " + SEED);
      }
    }
  }

  private static RowView gaussian(int tokens, int stride, Random random) {
    float[] x = new float[X_INDEX + tokens * stride];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return new RowView(x, X_INDEX, stride);
  }

  private int[] rows(RowProduct product, Matrix w, RowView x, int tokens) {
    float[] y = new float[Y_INDEX + tokens * (COUNT + 1)];
    RowView to = new RowView(y, Y_INDEX, COUNT + 1);
    product.rows(w, FIRST_ROW, COUNT, x, tokens, to, scratch);
    int[] bits = new int[y.length];
    for (int i = 0; i < y.length; i++) {
      bits[i] = Float.floatToRawIntBits(y[i]);
    }
    return bits;
  }
}
