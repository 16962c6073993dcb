package abruzzi.quant.kernel;

import static abruzzi.quant.block.Q6KLayout.BYTES;
import static abruzzi.quant.block.Q6KLayout.D_OFFSET;
import static abruzzi.quant.block.Q6KLayout.ELEMENTS;
import static abruzzi.quant.block.Q6KLayout.QH_OFFSET;
import static abruzzi.quant.block.Q6KLayout.SCALES_OFFSET;

import java.util.Arrays;

/** Q6_K with the bits of {@link VectorQ6KRowProduct}. */
final class PlainQ6KRowProduct extends PlainRowProduct {
  private static final int GROUP = 16;
  private static final int GROUPS = ELEMENTS / GROUP;

  /** Elements whose bits lie together. */
  private static final int PLANE = 128;

  /** Elements with the same bits of a byte of high bits. */
  private static final int QUARTER = 32;

  @Override
  void unpack(int columns, PlainScratch scratch) {
    byte[] bytes = scratch.bytes();
    for (int b = 0; b < columns / ELEMENTS; b++) {
      int at = BYTES * b;
      float d = half(bytes, at + D_OFFSET);
      for (int g = 0; g < GROUPS; g++) {
        scratch.scales()[GROUPS * b + g] = bytes[at + SCALES_OFFSET + g] * d;
      }
      int to = ELEMENTS * b;
      plane(bytes, at, at + QH_OFFSET, scratch.codes(), to);
      plane(bytes, at + PLANE / 2, at + QH_OFFSET + QUARTER, scratch.codes(), to + PLANE);
    }
  }

  private static void plane(byte[] bytes, int low, int high, float[] codes, int to) {
    for (int l = 0; l < QUARTER; l++) {
      int a = bytes[low + l];
      int b = bytes[low + QUARTER + l];
      int h = bytes[high + l];
      codes[to + l] = code(a, h);
      codes[to + QUARTER + l] = code(b, h >> 2);
      codes[to + 2 * QUARTER + l] = code(a >> 4, h >> 4);
      codes[to + 3 * QUARTER + l] = code(b >> 4, h >> 6);
    }
  }

  /** A weight from its four low and two high bits. */
  private static int code(int low, int high) {
    return (low & 15) + ((high & 3) << 4) - 32;
  }

  @Override
  float product(RowView x, int token, int columns, PlainScratch scratch) {
    float[] even = scratch.even();
    float[] odd = scratch.odd();
    Arrays.fill(even, 0);
    Arrays.fill(odd, 0);
    int from = x.index() + token * x.stride();
    for (int e = 0; e < columns; e += PLANE) {
      for (int l = e; l < e + QUARTER; l += LANES) {
        add(scratch, l, x.values(), from, even);
        add(scratch, l + QUARTER, x.values(), from, odd);
        add(scratch, l + 2 * QUARTER, x.values(), from, even);
        add(scratch, l + 3 * QUARTER, x.values(), from, odd);
      }
    }
    for (int l = 0; l < LANES; l++) {
      even[l] += odd[l];
    }
    return fold(even);
  }

  /** Adds the products of a vector of weights, times their scale. */
  private static void add(PlainScratch scratch, int index, float[] x, int xFrom, float[] lanes) {
    float[] codes = scratch.codes();
    float scale = scratch.scales()[index / GROUP];
    for (int l = 0; l < LANES; l++) {
      lanes[l] = Math.fma(codes[index + l] * x[xFrom + index + l], scale, lanes[l]);
    }
  }
}
