package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Quantizes 256 weights to {@code -d, 0, d}.
 *
 * <p>For a scale {@code d} the best code of a weight is not 0 exactly when {@code |x| > d / 2}, so
 * the weights that are not 0 are the {@code k} largest for some {@code k}, and the best scale for
 * them is their weighted mean magnitude. All {@code k} are tried: the error found is the least
 * there is, up to the rounding of the scale and of magnitudes to 15 bits in the sorting.
 */
final class TernaryQuantizer implements BlockQuantizer {
  static final int ELEMENTS = 256;

  /** Writes a block. */
  @FunctionalInterface
  interface Put {
    void put(MemorySegment target, long offsetBytes, float d, int[] codes);
  }

  private final GgmlType type;
  private final Put put;
  private final int[] order = new int[ELEMENTS];
  private final int[] codes = new int[ELEMENTS];
  private float scale;

  TernaryQuantizer(GgmlType type, Put put) {
    this.type = type;
    this.put = put;
  }

  @Override
  public GgmlType type() {
    return type;
  }

  @Override
  public void quantize(float[] x, float[] w, int from, MemorySegment target, long offsetBytes) {
    chooseScale(x, w, from);
    for (int e = 0; e < ELEMENTS; e++) {
      round(e, x[from + e]);
    }
    write(target, offsetBytes);
  }

  /** Finds the scale of a block, of which each weight is then to be rounded. */
  void chooseScale(float[] x, float[] w, int from) {
    for (int e = 0; e < ELEMENTS; e++) {
      order[e] = (Float.floatToIntBits(Math.abs(x[from + e])) & -ELEMENTS) | e;
    }
    Arrays.sort(order);
    double weights = 0;
    double values = 0;
    double best = 0;
    float found = 0;
    for (int rank = ELEMENTS - 1; rank >= 0; rank--) {
      int i = from + (order[rank] & (ELEMENTS - 1));
      weights += w[i];
      values += (double) w[i] * Math.abs(x[i]);
      double gain = values * values / weights;
      if (gain > best) {
        best = gain;
        found = (float) (values / weights);
      }
    }
    scale = Half.nearest(found);
  }

  /**
   * Chooses the code of a weight of the block.
   *
   * @return the weight as it is stored
   */
  float round(int element, float x) {
    int sign = scale > 0 && Math.abs(x) > scale / 2 ? (x < 0 ? -1 : 1) : 0;
    codes[element] = 1 + sign;
    return sign * scale;
  }

  /** Writes the block. */
  void write(MemorySegment target, long offsetBytes) {
    put.put(target, offsetBytes, scale, codes);
  }
}
