package abruzzi.quant.kernel;

import abruzzi.quant.block.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Rows of any type, decoded by the scalar codec, with the bits of {@link DecodedRowProduct}. */
final class PlainDecodedRowProduct extends PlainRowProduct {
  private final BlockFormat format;

  PlainDecodedRowProduct(BlockFormat format) {
    this.format = format;
  }

  @Override
  void unpack(int columns, PlainScratch scratch) {
    format.decode(MemorySegment.ofArray(scratch.bytes()), 0, columns, scratch.codes(), 0);
  }

  @Override
  float product(RowView x, int token, int columns, PlainScratch scratch) {
    float[] weights = scratch.codes();
    float[] lanes = scratch.even();
    Arrays.fill(lanes, 0);
    int from = x.index() + token * x.stride();
    int whole = columns & -LANES;
    for (int c = 0; c < whole; c += LANES) {
      add(weights, c, x.values(), from + c, lanes);
    }
    float sum = fold(lanes);
    for (int c = whole; c < columns; c++) {
      sum = Math.fma(weights[c], x.values()[from + c], sum);
    }
    return sum;
  }

  private static void add(float[] weights, int index, float[] x, int xIndex, float[] lanes) {
    for (int l = 0; l < LANES; l++) {
      lanes[l] = Math.fma(weights[index + l], x[xIndex + l], lanes[l]);
    }
  }
}
