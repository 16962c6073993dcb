package abruzzi.quant.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abruzzi.quant.block.BlockFormats;
import abruzzi.quant.block.SuperBlocks;
import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TernaryQuantizerTest {
  private static final long SEED = 7;

  /** No scale on a fine grid, with the best codes for it, gives less error; half rounding apart. */
  @Test
  void noOtherScaleIsBetter() {
    Random random = new Random(SEED);
    for (int block = 0; block < 20; block++) {
      float[] x = new float[256];
      float[] w = new float[256];
      for (int i = 0; i < 256; i++) {
        x[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
        w[i] = 0.1f + random.nextFloat();
      }
      double least = Double.POSITIVE_INFINITY;
      for (double d = 0.01; d < 200; d *= 1.0005) {
        least = Math.min(least, error(x, w, d));
      }
      byte[] target = new byte[66];
      new TernaryQuantizer(GgmlType.TQ2_0, SuperBlocks::putTQ20)
          .quantize(x, w, 0, MemorySegment.ofArray(target), 0);
      float[] out = new float[256];
      BlockFormats.of(GgmlType.TQ2_0)
          .orElseThrow()
          .decodeBlock(MemorySegment.ofArray(target), 0, out, 0);
      double error = 0;
      for (int i = 0; i < 256; i++) {
        error += w[i] * (x[i] - out[i]) * (x[i] - out[i]);
      }
      assertEquals(least, error, 1e-4 * least, "seed " + SEED + ", block " + block);
    }
  }

  private static double error(float[] x, float[] w, double d) {
    double error = 0;
    for (int i = 0; i < x.length; i++) {
      double off = Math.min(Math.abs(x[i]), Math.abs(Math.abs(x[i]) - d));
      error += w[i] * off * off;
    }
    return error;
  }
}
