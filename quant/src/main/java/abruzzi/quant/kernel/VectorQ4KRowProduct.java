package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;

/**
 * Q4_K rows times float activations without a decoded copy.
 *
 * <pre>
 * y = sum over groups g of 32: (d * sc[g]) * sum(q * x) - (dmin * m[g]) * sum(x)
 * </pre>
 *
 * <p>The sums of {@code x} are made once per call. Codes become floats in registers, 32 weights
 * from 16 or 32 bytes; a group's scale is applied to its sum of products. Oracle: {@code ScalarQ4K}
 * and a plain dot product in double, bounded by rounding. Traffic: 0.5625 bytes per weight.
 *
 * <p>The loop for one activation row and the loop for four are written out: a shared method that
 * takes or returns vectors is not inlined and its vectors go through the heap.
 */
final class VectorQ4KRowProduct implements RowProduct {
  private static final int BLOCK_ELEMENTS = 256;
  private static final int BLOCK_BYTES = 144;
  private static final int GROUPS = 8;
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Eight bytes of a broadcast long, seen as ints: group g lands in lane 2 * (g % 4) + g / 4. */
  private static final IntVector BYTE_SHIFTS =
      IntVector.fromArray(IntVector.SPECIES_256, new int[] {0, 0, 8, 8, 16, 16, 24, 24}, 0);

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    float[] xs = x.values();
    float[] ys = y.values();
    int xStride = x.stride();
    int yStride = y.stride();
    int columns = w.columns();
    int sumStride = columns / BLOCK_ELEMENTS * GROUPS;
    float[] sums = scratch.row(sumStride * tokens);
    for (int t = 0; t < tokens; t++) {
      groupSums(xs, x.index() + t * xStride, columns, sums, t * sumStride);
    }
    long rowBytes = w.rowBytes();
    long offset = w.rowOffsetBytes(firstRow);
    for (int r = 0; r < rows; r++) {
      int t = 0;
      for (; t <= tokens - 4; t += 4) {
        int xRow = x.index() + t * xStride;
        int yRow = y.index() + t * yStride + r;
        four(
            w.data(),
            offset,
            columns,
            xs,
            xRow,
            xStride,
            sums,
            t * sumStride,
            sumStride,
            ys,
            yRow,
            yStride,
            scratch);
      }
      for (; t < tokens; t++) {
        ys[y.index() + t * yStride + r] =
            one(
                w.data(),
                offset,
                columns,
                xs,
                x.index() + t * xStride,
                sums,
                t * sumStride,
                scratch);
      }
      offset += rowBytes;
    }
  }

  /** Sums of 32 activations, in the order of lanes that {@link #BYTE_SHIFTS} gives. */
  private static void groupSums(float[] x, int xIndex, int columns, float[] sums, int sumIndex) {
    for (int e = 0; e < columns; e += 32) {
      FloatVector sum = FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e);
      for (int l = LANES; l < 32; l += LANES) {
        sum = sum.add(FloatVector.fromArray(VectorWidth.FLOATS, x, xIndex + e + l));
      }
      if (LANES > 8) {
        sum = sum.add(sum.rearrange(LaneFold.BY_8));
      }
      if (LANES > 4) {
        sum = sum.add(sum.rearrange(LaneFold.BY_4));
      }
      sum = sum.add(sum.rearrange(LaneFold.BY_2));
      sum = sum.add(sum.rearrange(LaneFold.BY_1));
      int group = e / 32 % GROUPS;
      int lane = 2 * (group % 4) + group / 4;
      sums[sumIndex + e / BLOCK_ELEMENTS * GROUPS + lane] = sum.lane(0);
    }
  }

  private static float one(
      MemorySegment w,
      long offset,
      int columns,
      float[] x,
      int xIndex,
      float[] sums,
      int sumIndex,
      KernelScratch scratch) {
    float[] scales = scratch.scales();
    FloatVector even = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector minima = FloatVector.zero(FloatVector.SPECIES_256);
    for (int e = 0; e < columns; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(w.get(SHORT, offset));
      float dmin = Float.float16ToFloat(w.get(SHORT, offset + 2));
      int low = w.get(INT, offset + 4);
      int mid = w.get(INT, offset + 8);
      int high = w.get(INT, offset + 12);
      long packedScales =
          (low & 0x3f3f3f3fL) | (long) ((high & 0x0f0f0f0f) | ((low >>> 2) & 0x30303030)) << 32;
      long packedMinima =
          (mid & 0x3f3f3f3fL)
              | (long) (((high >>> 4) & 0x0f0f0f0f) | ((mid >>> 2) & 0x30303030)) << 32;
      ((FloatVector)
              LongVector.broadcast(LongVector.SPECIES_256, packedScales)
                  .reinterpretAsInts()
                  .lanewise(LSHR, BYTE_SHIFTS)
                  .and(63)
                  .convertShape(I2F, FloatVector.SPECIES_256, 0))
          .mul(d)
          .intoArray(scales, 0);
      minima =
          ((FloatVector)
                  LongVector.broadcast(LongVector.SPECIES_256, packedMinima)
                      .reinterpretAsInts()
                      .lanewise(LSHR, BYTE_SHIFTS)
                      .and(63)
                      .convertShape(I2F, FloatVector.SPECIES_256, 0))
              .mul(dmin)
              .fma(
                  FloatVector.fromArray(
                      FloatVector.SPECIES_256, sums, sumIndex + e / BLOCK_ELEMENTS * GROUPS),
                  minima);
      long codes = offset + 16;
      for (int pair = 0; pair < 4; pair++) {
        int xPair = xIndex + e + 64 * pair;
        IntVector bytes0 =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, codes, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector bytes1 =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, codes + LANES, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        FloatVector p0 =
            ((FloatVector) bytes1.and(15).convertShape(I2F, VectorWidth.FLOATS, 0))
                .fma(
                    FloatVector.fromArray(VectorWidth.FLOATS, x, xPair + LANES),
                    ((FloatVector) bytes0.and(15).convertShape(I2F, VectorWidth.FLOATS, 0))
                        .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, xPair)));
        FloatVector p1 =
            ((FloatVector) bytes1.lanewise(LSHR, 4).convertShape(I2F, VectorWidth.FLOATS, 0))
                .fma(
                    FloatVector.fromArray(VectorWidth.FLOATS, x, xPair + 32 + LANES),
                    ((FloatVector)
                            bytes0.lanewise(LSHR, 4).convertShape(I2F, VectorWidth.FLOATS, 0))
                        .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, xPair + 32)));
        for (int l = 2 * LANES; l < 32; l += LANES) {
          IntVector bytes =
              (IntVector)
                  ByteVector.fromMemorySegment(VectorWidth.BYTES, w, codes + l, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
          p0 =
              ((FloatVector) bytes.and(15).convertShape(I2F, VectorWidth.FLOATS, 0))
                  .fma(FloatVector.fromArray(VectorWidth.FLOATS, x, xPair + l), p0);
          p1 =
              ((FloatVector) bytes.lanewise(LSHR, 4).convertShape(I2F, VectorWidth.FLOATS, 0))
                  .fma(FloatVector.fromArray(VectorWidth.FLOATS, x, xPair + 32 + l), p1);
        }
        int lane = 4 * (pair % 2) + pair / 2;
        even = p0.fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[lane]), even);
        odd = p1.fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[lane + 2]), odd);
        codes += 32;
      }
      offset += BLOCK_BYTES;
    }
    FloatVector v = even.add(odd).sub((FloatVector) minima.reinterpretShape(VectorWidth.FLOATS, 0));
    if (LANES > 8) {
      v = v.add(v.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
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
      float[] x,
      int xIndex,
      int xStride,
      float[] sums,
      int sumIndex,
      int sumStride,
      float[] y,
      int yIndex,
      int yStride,
      KernelScratch scratch) {
    float[] scales = scratch.scales();
    FloatVector even0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even3 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd3 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector minima0 = FloatVector.zero(FloatVector.SPECIES_256);
    FloatVector minima1 = FloatVector.zero(FloatVector.SPECIES_256);
    FloatVector minima2 = FloatVector.zero(FloatVector.SPECIES_256);
    FloatVector minima3 = FloatVector.zero(FloatVector.SPECIES_256);
    for (int e = 0; e < columns; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(w.get(SHORT, offset));
      float dmin = Float.float16ToFloat(w.get(SHORT, offset + 2));
      int low = w.get(INT, offset + 4);
      int mid = w.get(INT, offset + 8);
      int high = w.get(INT, offset + 12);
      long packedScales =
          (low & 0x3f3f3f3fL) | (long) ((high & 0x0f0f0f0f) | ((low >>> 2) & 0x30303030)) << 32;
      long packedMinima =
          (mid & 0x3f3f3f3fL)
              | (long) (((high >>> 4) & 0x0f0f0f0f) | ((mid >>> 2) & 0x30303030)) << 32;
      ((FloatVector)
              LongVector.broadcast(LongVector.SPECIES_256, packedScales)
                  .reinterpretAsInts()
                  .lanewise(LSHR, BYTE_SHIFTS)
                  .and(63)
                  .convertShape(I2F, FloatVector.SPECIES_256, 0))
          .mul(d)
          .intoArray(scales, 0);
      FloatVector m =
          ((FloatVector)
                  LongVector.broadcast(LongVector.SPECIES_256, packedMinima)
                      .reinterpretAsInts()
                      .lanewise(LSHR, BYTE_SHIFTS)
                      .and(63)
                      .convertShape(I2F, FloatVector.SPECIES_256, 0))
              .mul(dmin);
      int s = sumIndex + e / BLOCK_ELEMENTS * GROUPS;
      minima0 = m.fma(FloatVector.fromArray(FloatVector.SPECIES_256, sums, s), minima0);
      s += sumStride;
      minima1 = m.fma(FloatVector.fromArray(FloatVector.SPECIES_256, sums, s), minima1);
      s += sumStride;
      minima2 = m.fma(FloatVector.fromArray(FloatVector.SPECIES_256, sums, s), minima2);
      s += sumStride;
      minima3 = m.fma(FloatVector.fromArray(FloatVector.SPECIES_256, sums, s), minima3);
      long codes = offset + 16;
      for (int pair = 0; pair < 4; pair++) {
        int x0 = xIndex + e + 64 * pair;
        int x1 = x0 + xStride;
        int x2 = x1 + xStride;
        int x3 = x2 + xStride;
        FloatVector p0 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector p1 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector p2 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector p3 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector q0 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector q1 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector q2 = FloatVector.zero(VectorWidth.FLOATS);
        FloatVector q3 = FloatVector.zero(VectorWidth.FLOATS);
        for (int l = 0; l < 32; l += LANES) {
          IntVector bytes =
              (IntVector)
                  ByteVector.fromMemorySegment(VectorWidth.BYTES, w, codes + l, LITTLE_ENDIAN)
                      .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
          FloatVector a = (FloatVector) bytes.and(15).convertShape(I2F, VectorWidth.FLOATS, 0);
          p0 = a.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + l), p0);
          p1 = a.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + l), p1);
          p2 = a.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + l), p2);
          p3 = a.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + l), p3);
          FloatVector b =
              (FloatVector) bytes.lanewise(LSHR, 4).convertShape(I2F, VectorWidth.FLOATS, 0);
          q0 = b.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 32 + l), q0);
          q1 = b.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + 32 + l), q1);
          q2 = b.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + 32 + l), q2);
          q3 = b.fma(FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + 32 + l), q3);
        }
        int lane = 4 * (pair % 2) + pair / 2;
        FloatVector scale = FloatVector.broadcast(VectorWidth.FLOATS, scales[lane]);
        even0 = p0.fma(scale, even0);
        even1 = p1.fma(scale, even1);
        even2 = p2.fma(scale, even2);
        even3 = p3.fma(scale, even3);
        scale = FloatVector.broadcast(VectorWidth.FLOATS, scales[lane + 2]);
        odd0 = q0.fma(scale, odd0);
        odd1 = q1.fma(scale, odd1);
        odd2 = q2.fma(scale, odd2);
        odd3 = q3.fma(scale, odd3);
        codes += 32;
      }
      offset += BLOCK_BYTES;
    }
    FloatVector v0 =
        even0.add(odd0).sub((FloatVector) minima0.reinterpretShape(VectorWidth.FLOATS, 0));
    if (LANES > 8) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_4));
    }
    v0 = v0.add(v0.rearrange(LaneFold.BY_2));
    v0 = v0.add(v0.rearrange(LaneFold.BY_1));
    y[yIndex] = v0.lane(0);
    FloatVector v1 =
        even1.add(odd1).sub((FloatVector) minima1.reinterpretShape(VectorWidth.FLOATS, 0));
    if (LANES > 8) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_4));
    }
    v1 = v1.add(v1.rearrange(LaneFold.BY_2));
    v1 = v1.add(v1.rearrange(LaneFold.BY_1));
    y[yIndex + yStride] = v1.lane(0);
    FloatVector v2 =
        even2.add(odd2).sub((FloatVector) minima2.reinterpretShape(VectorWidth.FLOATS, 0));
    if (LANES > 8) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_4));
    }
    v2 = v2.add(v2.rearrange(LaneFold.BY_2));
    v2 = v2.add(v2.rearrange(LaneFold.BY_1));
    y[yIndex + 2 * yStride] = v2.lane(0);
    FloatVector v3 =
        even3.add(odd3).sub((FloatVector) minima3.reinterpretShape(VectorWidth.FLOATS, 0));
    if (LANES > 8) {
      v3 = v3.add(v3.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v3 = v3.add(v3.rearrange(LaneFold.BY_4));
    }
    v3 = v3.add(v3.rearrange(LaneFold.BY_2));
    v3 = v3.add(v3.rearrange(LaneFold.BY_1));
    y[yIndex + 3 * yStride] = v3.lane(0);
  }
}
