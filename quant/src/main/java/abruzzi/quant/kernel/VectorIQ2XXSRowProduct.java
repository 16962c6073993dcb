package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.L2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

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
 * IQ2_XXS rows times activations as 8-bit integers, in place.
 *
 * <pre>{@code
 * y = sum over blocks: d * scale / 8
 *       * sum over sub-blocks i: (2 sc[i] + 1) * sum(sign * magnitude * code)
 * }</pre>
 *
 * <p>Magnitudes are at most 43, so shorts hold four products and not eight: after every second row
 * of the codebook they are widened. The sum over a block is exact, blocks are added as floats, each
 * sub-block in a lane of its own. Rows of the codebook and of signs are gathered, see {@link
 * GridLanes}. (Signs by masks made of the patterns' bits take the same time.) Oracle: the scalar
 * codec times the scalar rule of {@link BlockActivations}. Traffic: 0.2578 bytes per weight and
 * tables of 3 KB.
 *
 * <p>The loops for one activation row and for four are written out: a shared method that takes or
 * returns vectors is not inlined and its vectors go through the heap. Measured with rows of 7168 in
 * cache, one core of a server with AVX-512, Temurin 25: 10.0 G weights/s at 512 bit, 7.6 at 256,
 * where decoding to floats and multiplying those gives 5.4 at 512 bit.
 */
final class VectorIQ2XXSRowProduct implements RowProduct {
  private static final int BLOCK_BYTES = 66;

  /** Activation rows that are kept at hand while the weights pass. */
  private static final int TOKENS = 16;

  private static final int SUBS = GridLanes.SUBS;

  /** The low byte of every short. */
  private static final int EVEN = 0x00ff00ff;

  /** Flipping a low byte's sign bit and subtracting {@link #BIAS} extends its sign to the short. */
  private static final int SIGN = 0x00800080;

  private static final short BIAS = 128;
  private static final long[] GRID = GridLanes.rows(Codebooks.iq2xxs(), 0);
  private static final long[] SIGNS = GridLanes.paritySigns();
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
              t,
              scratch,
              ys,
              yRow + t * yStride,
              yStride);
        }
        for (; t < n; t++) {
          ys[yRow + t * yStride] =
              one(w.data(), offset, columns, codes, a.scales(), t, scratch.indices());
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
      int token,
      int[] index) {
    MappedMemory.touch(w, offset);
    FloatVector sum = FloatVector.zero(GridLanes.FLOATS);
    int xAt = token * columns;
    for (int c = 0; c < columns; c += 256) {
      float scale = 0.125f * Float.float16ToFloat(w.get(SHORT, offset)) * xScales[(xAt + c) / 256];
      for (int s = 0; s < 8; s += SUBS) {
        int at = xAt + c + 32 * s;
        LongVector subBlocks =
            LongVector.fromMemorySegment(VectorWidth.LONGS, w, offset + 2 + 8L * s, LITTLE_ENDIAN);
        IntVector low = (IntVector) subBlocks.convertShape(L2I, GridLanes.INTS, 0);
        IntVector word =
            (IntVector) subBlocks.lanewise(LSHR, 32).convertShape(L2I, GridLanes.INTS, 0);
        low.and(255).intoArray(index, 0);
        low.lanewise(LSHR, 8).and(255).intoArray(index, 8);
        low.lanewise(LSHR, 16).and(255).intoArray(index, 16);
        low.lanewise(LSHR, 24).intoArray(index, 24);
        word.and(127).intoArray(index, 32);
        word.lanewise(LSHR, 7).and(127).intoArray(index, 40);
        word.lanewise(LSHR, 14).and(127).intoArray(index, 48);
        word.lanewise(LSHR, 21).and(127).intoArray(index, 56);
        IntVector total = IntVector.zero(VectorWidth.INTS);
        for (int l = 0; l < 4; l += 2) {
          LongVector m0 = LongVector.fromArray(VectorWidth.LONGS, SIGNS, 0, index, 8 * l + 32);
          IntVector w0 =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l)
                  .lanewise(XOR, m0)
                  .reinterpretAsBytes()
                  .sub(m0.reinterpretAsBytes())
                  .reinterpretAsInts();
          LongVector m1 = LongVector.fromArray(VectorWidth.LONGS, SIGNS, 0, index, 8 * l + 40);
          IntVector w1 =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l + 8)
                  .lanewise(XOR, m1)
                  .reinterpretAsBytes()
                  .sub(m1.reinterpretAsBytes())
                  .reinterpretAsInts();
          int x0 = at + 8 * SUBS * l;
          IntVector pairs =
              w0.and(EVEN)
                  .lanewise(XOR, SIGN)
                  .reinterpretAsShorts()
                  .sub(BIAS)
                  .mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0))
                  .add(
                      w0.lanewise(LSHR, 8)
                          .and(EVEN)
                          .lanewise(XOR, SIGN)
                          .reinterpretAsShorts()
                          .sub(BIAS)
                          .mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 4 * SUBS)))
                  .add(
                      w1.and(EVEN)
                          .lanewise(XOR, SIGN)
                          .reinterpretAsShorts()
                          .sub(BIAS)
                          .mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 8 * SUBS)))
                  .add(
                      w1.lanewise(LSHR, 8)
                          .and(EVEN)
                          .lanewise(XOR, SIGN)
                          .reinterpretAsShorts()
                          .sub(BIAS)
                          .mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 12 * SUBS)))
                  .reinterpretAsInts();
          total =
              total.add(pairs.lanewise(LSHL, 16).lanewise(ASHR, 16)).add(pairs.lanewise(ASHR, 16));
        }
        LongVector folded = total.reinterpretAsLongs();
        sum =
            ((FloatVector)
                    ((IntVector)
                            folded
                                .add(folded.lanewise(LSHR, 32))
                                .convertShape(L2I, GridLanes.INTS, 0))
                        .mul(word.lanewise(LSHR, 28).lanewise(LSHL, 1).add(1))
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
      int token,
      KernelScratch scratch,
      float[] y,
      int yIndex,
      int yStride) {
    int[] index = scratch.indices();
    int[] totals = scratch.partials();
    float[] sums = scratch.row(4 * SUBS);
    MappedMemory.touch(w, offset);
    Arrays.fill(sums, 0, 4 * SUBS, 0);
    for (int c = 0; c < columns; c += 256) {
      float d = 0.125f * Float.float16ToFloat(w.get(SHORT, offset));
      for (int s = 0; s < 8; s += SUBS) {
        int at = token * columns + c + 32 * s;
        LongVector subBlocks =
            LongVector.fromMemorySegment(VectorWidth.LONGS, w, offset + 2 + 8L * s, LITTLE_ENDIAN);
        IntVector low = (IntVector) subBlocks.convertShape(L2I, GridLanes.INTS, 0);
        IntVector word =
            (IntVector) subBlocks.lanewise(LSHR, 32).convertShape(L2I, GridLanes.INTS, 0);
        low.and(255).intoArray(index, 0);
        low.lanewise(LSHR, 8).and(255).intoArray(index, 8);
        low.lanewise(LSHR, 16).and(255).intoArray(index, 16);
        low.lanewise(LSHR, 24).intoArray(index, 24);
        word.and(127).intoArray(index, 32);
        word.lanewise(LSHR, 7).and(127).intoArray(index, 40);
        word.lanewise(LSHR, 14).and(127).intoArray(index, 48);
        word.lanewise(LSHR, 21).and(127).intoArray(index, 56);
        IntVector total0 = IntVector.zero(VectorWidth.INTS);
        IntVector total1 = IntVector.zero(VectorWidth.INTS);
        IntVector total2 = IntVector.zero(VectorWidth.INTS);
        IntVector total3 = IntVector.zero(VectorWidth.INTS);
        for (int l = 0; l < 4; l += 2) {
          LongVector m0 = LongVector.fromArray(VectorWidth.LONGS, SIGNS, 0, index, 8 * l + 32);
          IntVector w0 =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l)
                  .lanewise(XOR, m0)
                  .reinterpretAsBytes()
                  .sub(m0.reinterpretAsBytes())
                  .reinterpretAsInts();
          LongVector m1 = LongVector.fromArray(VectorWidth.LONGS, SIGNS, 0, index, 8 * l + 40);
          IntVector w1 =
              LongVector.fromArray(VectorWidth.LONGS, GRID, 0, index, 8 * l + 8)
                  .lanewise(XOR, m1)
                  .reinterpretAsBytes()
                  .sub(m1.reinterpretAsBytes())
                  .reinterpretAsInts();
          ShortVector v0 = w0.and(EVEN).lanewise(XOR, SIGN).reinterpretAsShorts().sub(BIAS);
          ShortVector v1 =
              w0.lanewise(LSHR, 8).and(EVEN).lanewise(XOR, SIGN).reinterpretAsShorts().sub(BIAS);
          ShortVector v2 = w1.and(EVEN).lanewise(XOR, SIGN).reinterpretAsShorts().sub(BIAS);
          ShortVector v3 =
              w1.lanewise(LSHR, 8).and(EVEN).lanewise(XOR, SIGN).reinterpretAsShorts().sub(BIAS);
          int x0 = at + 8 * SUBS * l;
          int x1 = x0 + columns;
          int x2 = x1 + columns;
          int x3 = x2 + columns;
          IntVector pairs0 =
              v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 4 * SUBS)))
                  .add(v2.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 8 * SUBS)))
                  .add(v3.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x0 + 12 * SUBS)))
                  .reinterpretAsInts();
          total0 =
              total0
                  .add(pairs0.lanewise(LSHL, 16).lanewise(ASHR, 16))
                  .add(pairs0.lanewise(ASHR, 16));
          IntVector pairs1 =
              v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1 + 4 * SUBS)))
                  .add(v2.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1 + 8 * SUBS)))
                  .add(v3.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x1 + 12 * SUBS)))
                  .reinterpretAsInts();
          total1 =
              total1
                  .add(pairs1.lanewise(LSHL, 16).lanewise(ASHR, 16))
                  .add(pairs1.lanewise(ASHR, 16));
          IntVector pairs2 =
              v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2 + 4 * SUBS)))
                  .add(v2.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2 + 8 * SUBS)))
                  .add(v3.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x2 + 12 * SUBS)))
                  .reinterpretAsInts();
          total2 =
              total2
                  .add(pairs2.lanewise(LSHL, 16).lanewise(ASHR, 16))
                  .add(pairs2.lanewise(ASHR, 16));
          IntVector pairs3 =
              v0.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3))
                  .add(v1.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3 + 4 * SUBS)))
                  .add(v2.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3 + 8 * SUBS)))
                  .add(v3.mul(ShortVector.fromArray(VectorWidth.FULL_SHORTS, x, x3 + 12 * SUBS)))
                  .reinterpretAsInts();
          total3 =
              total3
                  .add(pairs3.lanewise(LSHL, 16).lanewise(ASHR, 16))
                  .add(pairs3.lanewise(ASHR, 16));
        }
        total0.intoArray(totals, 0 * 2 * SUBS);
        total1.intoArray(totals, 1 * 2 * SUBS);
        total2.intoArray(totals, 2 * 2 * SUBS);
        total3.intoArray(totals, 3 * 2 * SUBS);
        IntVector odd = word.lanewise(LSHR, 28).lanewise(LSHL, 1).add(1);
        for (int t = 0; t < 4; t++) {
          LongVector folded =
              IntVector.fromArray(VectorWidth.INTS, totals, t * 2 * SUBS).reinterpretAsLongs();
          float scale = d * xScales[((token + t) * columns + c) / 256];
          ((FloatVector)
                  ((IntVector)
                          folded
                              .add(folded.lanewise(LSHR, 32))
                              .convertShape(L2I, GridLanes.INTS, 0))
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
