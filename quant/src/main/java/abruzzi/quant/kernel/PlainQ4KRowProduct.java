package abruzzi.quant.kernel;

import static abruzzi.quant.block.Q4KLayout.BYTES;
import static abruzzi.quant.block.Q4KLayout.DMIN_OFFSET;
import static abruzzi.quant.block.Q4KLayout.D_OFFSET;
import static abruzzi.quant.block.Q4KLayout.ELEMENTS;
import static abruzzi.quant.block.Q4KLayout.QS_OFFSET;
import static abruzzi.quant.block.Q4KLayout.SCALES_OFFSET;

import abruzzi.quant.block.SixBitScales;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Q4_K with the bits of {@link VectorQ4KRowProduct}. */
final class PlainQ4KRowProduct extends PlainRowProduct {
  private static final int GROUP = 32;
  private static final int GROUPS = ELEMENTS / GROUP;

  @Override
  void prepare(RowView x, int tokens, int columns, PlainScratch scratch) {
    int groups = columns / GROUP;
    float[] sums = scratch.groupSums(tokens * groups);
    float[] lanes = scratch.even();
    for (int t = 0; t < tokens; t++) {
      int from = x.index() + t * x.stride();
      for (int g = 0; g < groups; g++) {
        Arrays.fill(lanes, 0);
        for (int e = 0; e < GROUP; e++) {
          lanes[e % LANES] += x.values()[from + GROUP * g + e];
        }
        sums[t * groups + g] = fold(lanes);
      }
    }
  }

  @Override
  void unpack(int columns, PlainScratch scratch) {
    byte[] bytes = scratch.bytes();
    float[] codes = scratch.codes();
    MemorySegment source = MemorySegment.ofArray(bytes);
    for (int b = 0; b < columns / ELEMENTS; b++) {
      int at = BYTES * b;
      float d = half(bytes, at + D_OFFSET);
      float dmin = half(bytes, at + DMIN_OFFSET);
      for (int g = 0; g < GROUPS; g++) {
        int to = GROUPS * b + g;
        scratch.scales()[to] = d * SixBitScales.scale(source, at + SCALES_OFFSET, g);
        scratch.minimums()[to] = dmin * SixBitScales.minimum(source, at + SCALES_OFFSET, g);
      }
      for (int i = 0; i < ELEMENTS / 2; i++) {
        int pair = bytes[at + QS_OFFSET + i];
        int to = ELEMENTS * b + 2 * GROUP * (i / GROUP) + i % GROUP;
        codes[to] = pair & 15;
        codes[to + GROUP] = (pair >> 4) & 15;
      }
    }
  }

  @Override
  float product(RowView x, int token, int columns, PlainScratch scratch) {
    float[] even = scratch.even();
    float[] odd = scratch.odd();
    float[] minima = scratch.minima();
    Arrays.fill(even, 0);
    Arrays.fill(odd, 0);
    Arrays.fill(minima, 0);
    int groups = columns / GROUP;
    float[] sums = scratch.groupSums(0);
    int from = x.index() + token * x.stride();
    for (int g = 0; g < groups; g++) {
      float[] lanes = g % 2 == 0 ? even : odd;
      add(scratch.codes(), GROUP * g, x.values(), from + GROUP * g, scratch.scales()[g], lanes);
      int lane = 2 * (g % 4) + g % GROUPS / 4;
      minima[lane] = Math.fma(scratch.minimums()[g], sums[token * groups + g], minima[lane]);
    }
    for (int l = 0; l < LANES; l++) {
      even[l] = even[l] + odd[l] - minima[l];
    }
    return fold(even);
  }

  /** Adds the products of a group, times its scale. */
  private static void add(
      float[] codes, int index, float[] x, int xIndex, float scale, float[] lanes) {
    for (int l = 0; l < LANES; l++) {
      float sum = codes[index + l] * x[xIndex + l];
      for (int e = l + LANES; e < GROUP; e += LANES) {
        sum = Math.fma(codes[index + e], x[xIndex + e], sum);
      }
      lanes[l] = Math.fma(sum, scale, lanes[l]);
    }
  }
}
