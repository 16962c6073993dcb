package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.L2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import abruzzi.quant.block.Codebooks;
import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;

/**
 * IQ1_S rows times activations as 8-bit integers, in place.
 *
 * <pre>{@code
 * y = sum over blocks: d * scale / 8 * sum over sub-blocks i: (2 sc[i] + 1)
 *       * (8 * sum((value + 1) * code) + (shift[i] - 8) * sum(code))
 * }</pre>
 *
 * <p>{@code value + 1} is 0 to 2, so a lane of shorts holds at most {@code 8 * 2 * 127}; {@code
 * shift} is 1 or -1. The sum over a block is exact, blocks are added as floats, each sub-block in a
 * lane of its own. Rows of the codebook are gathered, see {@link GridLanes}. Oracle: the scalar
 * codec times the scalar rule of {@link BlockActivations}. Traffic: 0.1953 bytes per weight and a
 * table of 16 KB.
 *
 * <p>The loops for one activation row and for four are written out: a shared method that takes or
 * returns vectors is not inlined and its vectors go through the heap. Measured with rows of 7168 in
 * cache, one core of a server with AVX-512, Temurin 25: 14.4 G weights/s at 512 bit, 10.0 at 256,
 * where decoding to floats and multiplying those gives 4.6 and 4.1.
 */
final class VectorIQ1SRowProduct implements RowProduct {
  private static final int BLOCK_BYTES = 50;

  /** Activation rows that are kept at hand while the weights pass. */
  private static final int TOKENS = 16;

  private static final int SUBS = GridLanes.SUBS;

  /** The low byte of every short. */
  private static final int EVEN = 0x00ff00ff;

  private static final long[] GRID = GridLanes.rows(Codebooks.iq1s(), 1);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    int columns = w.columns();
    BlockActivations a = scratch.activations();
    short[] codes = scratch.shorts(columns * Math.min(tokens, TOKENS));
    float[] ys = y.values();
    int yStride = y.stride();
    for (int t0 = 0; t0 < tokens; t0 += TOKENS) {
      int n = Math.min(TOKENS, tokens - t0);
      a.quantize(new RowView(x.values(), x.index() + t0 * x.stride(), x.stride()), n, columns);
      GridLanes.arrange(a.codes(), codes, n * columns);
      long offset = w.rowOffsetBytes(firstRow);
      for (int r = 0; r < rows; r++) {
        int yRow = y.index() + t0 * yStride + r;
        int t = 0;
        for (; t <= n - 4; t += 4) {
          four(
              w.data(),
              offset,
              columns,
              codes,
              a.scales(),
              a.sums32(),
              t,
              scratch,
              ys,
              yRow + t * yStride,
              yStride);
        }
        for (; t < n; t++) {
          ys[yRow + t * yStride] =
              one(w.data(), offset, columns, codes, a.scales(), a.sums32(), t, scratch.indices());
        }
        offset += w.rowBytes();
      }
    }
  }

  @Override
  public boolean roundsActivations() {
    return true;
  }

  private static float one(
      MemorySegment w,
      long offset,
      int columns,
      short[] x,
      float[] xScales,
      int[] xSums,
      int token,
      int[] index) {
    MappedMemory.touch(w, offset);
    FloatVector sum = FloatVector.zero(GridLanes.FLOATS);
    int xAt = token * columns;
    for (int c = 0; c < columns; c += 256) {
      float scale = 0.125f * Float.float16ToFloat(w.get(SHORT, offset)) * xScales[(xAt + c) / 256];
      for (int s = 0; s < 8; s += SUBS) {
        int at = xAt + c + 32 * s;
        IntVector low =
            IntVector.fromMemorySegment(GridLanes.INTS, w, offset + 2 + 4L * s, LITTLE_ENDIAN);
        IntVector word =
            (IntVector)
                ShortVector.fromMemorySegment(
                        GridLanes.SHORTS, w, offset + 34 + 2L * s, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_S2I, GridLanes.INTS, 0);
        low.and(255).or(word.lanewise(LSHL, 8).and(0x700)).intoArray(index, 0);
        low.lanewise(LSHR, 8).and(255).or(word.lanewise(LSHL, 5).and(0x700)).intoArray(index, 8);
        low.lanewise(LSHR, 16).and(255).or(word.lanewise(LSHL, 2).and(0x700)).intoArray(index, 16);
        low.lanewise(LSHR, 24).or(word.lanewise(LSHR, 1).and(0x700)).intoArray(index, 24);
        ShortVector acc = ShortVector.zero(VectorWidth.FULL_SHORTS);
        for (int l = 0; l < 4; l++) {
          IntVector v =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l).reinterpretAsInts();
          acc =
              acc.add(
                      v.and(EVEN)
                          .reinterpretAsShorts()
                          .mul(
                              ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, at + 8 * SUBS * l)))
                  .add(
                      v.lanewise(LSHR, 8)
                          .and(EVEN)
                          .reinterpretAsShorts()
                          .mul(
                              ShortVector.fromArray(
                                  VectorWidth.FULL_SHORTS, x, at + 8 * SUBS * l + 4 * SUBS)));
        }
        IntVector pairs = acc.reinterpretAsInts();
        LongVector folded =
            pairs
                .lanewise(LSHL, 16)
                .lanewise(ASHR, 16)
                .add(pairs.lanewise(ASHR, 16))
                .reinterpretAsLongs();
        sum =
            ((FloatVector)
                    ((IntVector)
                            folded
                                .add(folded.lanewise(LSHR, 32))
                                .convertShape(L2I, GridLanes.INTS, 0))
                        .lanewise(LSHL, 3)
                        .sub(
                            word.lanewise(LSHR, 15)
                                .lanewise(LSHL, 1)
                                .add(7)
                                .mul(IntVector.fromArray(GridLanes.INTS, xSums, at / 32)))
                        .mul(word.lanewise(LSHR, 11).and(14).add(1))
                        .convert(I2F, 0))
                .fma(FloatVector.broadcast(GridLanes.FLOATS, scale), sum);
      }
      offset += BLOCK_BYTES;
    }
    FloatVector v = (FloatVector) sum.reinterpretShape(VectorWidth.FLOATS, 0);
    if (SUBS > 4) {
      v = v.add(v.rearrange(LaneFold.BY_4));
    }
    v = v.add(v.rearrange(LaneFold.BY_2));
    v = v.add(v.rearrange(LaneFold.BY_1));
    return v.lane(0);
  }

  private static void four(
      MemorySegment w,
      long offset,
      int columns,
      short[] x,
      float[] xScales,
      int[] xSums,
      int token,
      KernelScratch scratch,
      float[] y,
      int yIndex,
      int yStride) {
    int[] index = scratch.indices();
    float[] sums = scratch.row(4 * SUBS);
    int[] accs = scratch.partials();
    MappedMemory.touch(w, offset);
    Arrays.fill(sums, 0, 4 * SUBS, 0);
    for (int c = 0; c < columns; c += 256) {
      float d = 0.125f * Float.float16ToFloat(w.get(SHORT, offset));
      for (int s = 0; s < 8; s += SUBS) {
        int at = token * columns + c + 32 * s;
        IntVector low =
            IntVector.fromMemorySegment(GridLanes.INTS, w, offset + 2 + 4L * s, LITTLE_ENDIAN);
        IntVector word =
            (IntVector)
                ShortVector.fromMemorySegment(
                        GridLanes.SHORTS, w, offset + 34 + 2L * s, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_S2I, GridLanes.INTS, 0);
        low.and(255).or(word.lanewise(LSHL, 8).and(0x700)).intoArray(index, 0);
        low.lanewise(LSHR, 8).and(255).or(word.lanewise(LSHL, 5).and(0x700)).intoArray(index, 8);
        low.lanewise(LSHR, 16).and(255).or(word.lanewise(LSHL, 2).and(0x700)).intoArray(index, 16);
        low.lanewise(LSHR, 24).or(word.lanewise(LSHR, 1).and(0x700)).intoArray(index, 24);
        ShortVector acc0 = ShortVector.zero(VectorWidth.FULL_SHORTS);
        ShortVector acc1 = ShortVector.zero(VectorWidth.FULL_SHORTS);
        ShortVector acc2 = ShortVector.zero(VectorWidth.FULL_SHORTS);
        ShortVector acc3 = ShortVector.zero(VectorWidth.FULL_SHORTS);
        for (int l = 0; l < 4; l++) {
          IntVector v =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l).reinterpretAsInts();
          ShortVector v0 = v.and(EVEN).reinterpretAsShorts();
          ShortVector v1 = v.lanewise(LSHR, 8).and(EVEN).reinterpretAsShorts();
          int x0 = at + 8 * SUBS * l;
          int x1 = x0 + columns;
          int x2 = x1 + columns;
          int x3 = x2 + columns;
          acc0 =
              acc0.add(v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0)))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 4 * SUBS)));
          acc1 =
              acc1.add(v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1)))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1 + 4 * SUBS)));
          acc2 =
              acc2.add(v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2)))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2 + 4 * SUBS)));
          acc3 =
              acc3.add(v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3)))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3 + 4 * SUBS)));
        }
        acc0.reinterpretAsInts().intoArray(accs, 0 * 2 * SUBS);
        acc1.reinterpretAsInts().intoArray(accs, 1 * 2 * SUBS);
        acc2.reinterpretAsInts().intoArray(accs, 2 * 2 * SUBS);
        acc3.reinterpretAsInts().intoArray(accs, 3 * 2 * SUBS);
        IntVector shift = word.lanewise(LSHR, 15).lanewise(LSHL, 1).add(7);
        IntVector odd = word.lanewise(LSHR, 11).and(14).add(1);
        for (int t = 0; t < 4; t++) {
          IntVector pairs = IntVector.fromArray(VectorWidth.INTS, accs, t * 2 * SUBS);
          LongVector folded =
              pairs
                  .lanewise(LSHL, 16)
                  .lanewise(ASHR, 16)
                  .add(pairs.lanewise(ASHR, 16))
                  .reinterpretAsLongs();
          float scale = d * xScales[((token + t) * columns + c) / 256];
          ((FloatVector)
                  ((IntVector)
                          folded
                              .add(folded.lanewise(LSHR, 32))
                              .convertShape(L2I, GridLanes.INTS, 0))
                      .lanewise(LSHL, 3)
                      .sub(
                          shift.mul(
                              IntVector.fromArray(GridLanes.INTS, xSums, (at + t * columns) / 32)))
                      .mul(odd)
                      .convert(I2F, 0))
              .fma(
                  FloatVector.broadcast(GridLanes.FLOATS, scale),
                  FloatVector.fromArray(GridLanes.FLOATS, sums, t * SUBS))
              .intoArray(sums, t * SUBS);
        }
      }
      offset += BLOCK_BYTES;
    }
    for (int t = 0; t < 4; t++) {
      FloatVector v =
          (FloatVector)
              FloatVector.fromArray(GridLanes.FLOATS, sums, t * SUBS)
                  .reinterpretShape(VectorWidth.FLOATS, 0);
      if (SUBS > 4) {
        v = v.add(v.rearrange(LaneFold.BY_4));
      }
      v = v.add(v.rearrange(LaneFold.BY_2));
      v = v.add(v.rearrange(LaneFold.BY_1));
      y[yIndex + t * yStride] = v.lane(0);
    }
  }
}
