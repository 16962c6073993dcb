package abruzzi.quant.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.MAX;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;

/**
 * Activation rows as 8-bit integers with one scale per 256 columns, and their sums: the form Q8_K
 * that products of integers take.
 *
 * <p>Per block of 256, {@code max} being its element of largest magnitude (the first of several):
 *
 * <pre>
 * f = -127 / max     code = round half even (f * x), -127 to 127     scale = 1 / f
 * </pre>
 *
 * <p>A block of zeros, or one so small that {@code f} is infinite, has the scale 0 and codes 0. A
 * block that holds an infinity or a NaN has the scale NaN and codes 0, so that its products are
 * NaN. Codes and scales are the same at every vector width.
 *
 * <p>All arrays hold rows back to back, in order of columns. They grow and are reused, so they may
 * be longer than their contents, and {@link #quantize} may replace them. Threading: one worker's
 * own.
 */
final class BlockActivations {
  /** Columns that share a scale. */
  static final int BLOCK = 256;

  private static final int LANES = VectorWidth.FLOATS.length();
  private static final int MAGNITUDE = 0x7fff_ffff;
  private static final int INFINITE = 0x7f80_0000;

  /** Added to a float of small magnitude, it leaves the nearest integer in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private short[] codes = new short[0];
  private float[] scales = new float[0];
  private int[] sums16 = new int[0];
  private int[] sums32 = new int[0];

  /**
   * Takes in {@code x[0 .. tokens - 1][0 .. columns - 1]}.
   *
   * @param columns a multiple of {@link #BLOCK}
   */
  void quantize(RowView x, int tokens, int columns) {
    if (columns % BLOCK != 0) {
      throw new IllegalArgumentException("columns=" + columns + ", expected a multiple of 256");
    }
    int elements = Math.multiplyExact(tokens, columns);
    if (codes.length < elements) {
      codes = new short[elements];
      scales = new float[elements / BLOCK];
      sums16 = new int[elements / 16];
      sums32 = new int[elements / 32];
    }
    for (int t = 0; t < tokens; t++) {
      int row = x.index() + t * x.stride();
      for (int c = 0; c < columns; c += BLOCK) {
        block(x.values(), row + c, t * columns + c);
      }
    }
  }

  /** Codes {@code [tokens, columns]}, -127 to 127. */
  short[] codes() {
    return codes;
  }

  /** Scales {@code [tokens, columns / 256]}: {@code x} is about {@code code * scale}. */
  float[] scales() {
    return scales;
  }

  /** Sums of 16 or 32 codes {@code [tokens, columns / groupColumns]}. */
  int[] sums(int groupColumns) {
    return groupColumns == 16 ? sums16 : sums32;
  }

  private void block(float[] x, int index, int at) {
    int largest = largestMagnitude(x, index);
    float factor = 0;
    float scale = Float.NaN;
    if (largest < INFINITE) {
      factor = -127 / first(largest, x, index);
      scale = 1 / factor;
      if (Float.isInfinite(factor)) {
        factor = 0;
        scale = 0;
      }
    }
    scales[at / BLOCK] = scale;
    if (factor == 0) {
      clear(at);
    } else {
      encode(x, index, factor, at);
    }
  }

  /** The largest magnitude as bits, whose order is that of the magnitudes; above all, NaN. */
  private static int largestMagnitude(float[] x, int index) {
    IntVector largest = IntVector.zero(VectorWidth.INTS);
    for (int c = 0; c < BLOCK; c += LANES) {
      largest =
          largest.max(
              FloatVector.fromArray(VectorWidth.FLOATS, x, index + c)
                  .reinterpretAsInts()
                  .and(MAGNITUDE));
    }
    return largest.reduceLanes(MAX);
  }

  /** The first element with the given bits of magnitude, which is there. */
  private static float first(int magnitude, float[] x, int index) {
    for (int c = index; ; c += LANES) {
      VectorMask<Integer> found =
          FloatVector.fromArray(VectorWidth.FLOATS, x, c)
              .reinterpretAsInts()
              .and(MAGNITUDE)
              .compare(EQ, magnitude);
      if (found.anyTrue()) {
        return x[c + found.firstTrue()];
      }
    }
  }

  private void clear(int at) {
    Arrays.fill(codes, at, at + BLOCK, (short) 0);
    Arrays.fill(sums16, at / 16, (at + BLOCK) / 16, 0);
    Arrays.fill(sums32, at / 32, (at + BLOCK) / 32, 0);
  }

  private void encode(float[] x, int index, float factor, int at) {
    int bias = Float.floatToRawIntBits(ROUNDER);
    for (int c = 0; c < BLOCK; c += 16) {
      IntVector sum = IntVector.zero(VectorWidth.INTS);
      for (int l = c; l < c + 16; l += LANES) {
        IntVector code =
            FloatVector.fromArray(VectorWidth.FLOATS, x, index + l)
                .mul(factor)
                .add(ROUNDER)
                .reinterpretAsInts()
                .sub(bias);
        ((ShortVector) code.convertShape(I2S, VectorWidth.SHORTS, 0)).intoArray(codes, at + l);
        sum = sum.add(code);
      }
      sums16[(at + c) / 16] = sum.reduceLanes(ADD);
    }
    for (int g = at / 32; g < (at + BLOCK) / 32; g++) {
      sums32[g] = sums16[2 * g] + sums16[2 * g + 1];
    }
  }
}
