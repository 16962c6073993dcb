package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Q6_K rows times float activations without a decoded copy.
 *
 * <pre>
 * y = sum over groups g of 16: (d * sc[g]) * sum((q - 32) * x)
 * </pre>
 *
 * <p>A step takes {@code LANES} bytes of high bits and twice as many of low bits: four vectors of
 * weights, 32 elements apart. Oracle: {@code ScalarQ6K} and a plain dot product in double, bounded
 * by rounding. Traffic: 0.8203 bytes per weight.
 *
 * <p>The loops for one and for four activation rows are written out for the reason that {@link
 * VectorQ4KRowProduct} gives.
 */
final class VectorQ6KRowProduct implements RowProduct {
  private static final int BLOCK_ELEMENTS = 256;
  private static final int BLOCK_BYTES = 210;
  private static final int HIGH_OFFSET = 128;
  private static final int SCALES_OFFSET = 192;
  private static final int D_OFFSET = 208;
  private static final int SCALES = 16;
  private static final int LANES = VectorWidth.FLOATS.length();
  private static final int STEPS = BLOCK_ELEMENTS / (4 * LANES);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    float[] xs = x.values();
    float[] ys = y.values();
    int xStride = x.stride();
    int yStride = y.stride();
    int columns = w.columns();
    float[] scales = scratch.scales();
    long rowBytes = w.rowBytes();
    long offset = w.rowOffsetBytes(firstRow);
    for (int r = 0; r < rows; r++) {
      int t = 0;
      for (; t <= tokens - 4; t += 4) {
        int xRow = x.index() + t * xStride;
        four(
            w.data(),
            offset,
            columns,
            xs,
            xRow,
            xStride,
            ys,
            y.index() + t * yStride + r,
            yStride,
            scales);
      }
      for (; t < tokens; t++) {
        ys[y.index() + t * yStride + r] =
            one(w.data(), offset, columns, xs, x.index() + t * xStride, scales);
      }
      offset += rowBytes;
    }
  }

  private static float one(
      MemorySegment w, long offset, int columns, float[] x, int xIndex, float[] scales) {
    FloatVector even = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd = FloatVector.zero(VectorWidth.FLOATS);
    for (int e = 0; e < columns; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(w.get(SHORT, offset + D_OFFSET));
      for (int s = 0; s < SCALES; s += LANES) {
        ((FloatVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, w, offset + SCALES_OFFSET + s, LITTLE_ENDIAN)
                    .convertShape(B2F, VectorWidth.FLOATS, 0))
            .mul(d)
            .intoArray(scales, s);
      }
      for (int step = 0; step < STEPS; step++) {
        int half = step * LANES / 32;
        int l = step * LANES % 32;
        long low = offset + 64L * half + l;
        IntVector a =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, low, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector b =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, low + 32, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector h =
            (IntVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, w, offset + HIGH_OFFSET + 32L * half + l, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        int s = 8 * half + l / 16;
        int x0 = xIndex + e + 128 * half + l;
        even =
            ((FloatVector)
                    a.and(15)
                        .or(h.and(3).lanewise(LSHL, 4))
                        .sub(32)
                        .convertShape(I2F, VectorWidth.FLOATS, 0))
                .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0))
                .fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[s]), even);
        odd =
            ((FloatVector)
                    b.and(15)
                        .or(h.and(12).lanewise(LSHL, 2))
                        .sub(32)
                        .convertShape(I2F, VectorWidth.FLOATS, 0))
                .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 32))
                .fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 2]), odd);
        even =
            ((FloatVector)
                    a.lanewise(LSHR, 4)
                        .or(h.and(48))
                        .sub(32)
                        .convertShape(I2F, VectorWidth.FLOATS, 0))
                .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 64))
                .fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 4]), even);
        odd =
            ((FloatVector)
                    b.lanewise(LSHR, 4)
                        .or(h.lanewise(LSHR, 2).and(48))
                        .sub(32)
                        .convertShape(I2F, VectorWidth.FLOATS, 0))
                .mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 96))
                .fma(FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 6]), odd);
      }
      offset += BLOCK_BYTES;
    }
    FloatVector v = even.add(odd);
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
      float[] y,
      int yIndex,
      int yStride,
      float[] scales) {
    FloatVector even0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd0 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd1 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd2 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector even3 = FloatVector.zero(VectorWidth.FLOATS);
    FloatVector odd3 = FloatVector.zero(VectorWidth.FLOATS);
    for (int e = 0; e < columns; e += BLOCK_ELEMENTS) {
      float d = Float.float16ToFloat(w.get(SHORT, offset + D_OFFSET));
      for (int s = 0; s < SCALES; s += LANES) {
        ((FloatVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, w, offset + SCALES_OFFSET + s, LITTLE_ENDIAN)
                    .convertShape(B2F, VectorWidth.FLOATS, 0))
            .mul(d)
            .intoArray(scales, s);
      }
      for (int step = 0; step < STEPS; step++) {
        int half = step * LANES / 32;
        int l = step * LANES % 32;
        long low = offset + 64L * half + l;
        IntVector a =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, low, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector b =
            (IntVector)
                ByteVector.fromMemorySegment(VectorWidth.BYTES, w, low + 32, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        IntVector h =
            (IntVector)
                ByteVector.fromMemorySegment(
                        VectorWidth.BYTES, w, offset + HIGH_OFFSET + 32L * half + l, LITTLE_ENDIAN)
                    .convertShape(ZERO_EXTEND_B2I, VectorWidth.INTS, 0);
        int s = 8 * half + l / 16;
        int x0 = xIndex + e + 128 * half + l;
        int x1 = x0 + xStride;
        int x2 = x1 + xStride;
        int x3 = x2 + xStride;
        FloatVector q0 =
            (FloatVector)
                a.and(15)
                    .or(h.and(3).lanewise(LSHL, 4))
                    .sub(32)
                    .convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector s0 = FloatVector.broadcast(VectorWidth.FLOATS, scales[s]);
        even0 = q0.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0)).fma(s0, even0);
        even1 = q0.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x1)).fma(s0, even1);
        even2 = q0.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x2)).fma(s0, even2);
        even3 = q0.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x3)).fma(s0, even3);
        FloatVector q1 =
            (FloatVector)
                b.and(15)
                    .or(h.and(12).lanewise(LSHL, 2))
                    .sub(32)
                    .convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector s1 = FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 2]);
        odd0 = q1.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 32)).fma(s1, odd0);
        odd1 = q1.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + 32)).fma(s1, odd1);
        odd2 = q1.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + 32)).fma(s1, odd2);
        odd3 = q1.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + 32)).fma(s1, odd3);
        FloatVector q2 =
            (FloatVector)
                a.lanewise(LSHR, 4).or(h.and(48)).sub(32).convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector s2 = FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 4]);
        even0 = q2.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 64)).fma(s2, even0);
        even1 = q2.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + 64)).fma(s2, even1);
        even2 = q2.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + 64)).fma(s2, even2);
        even3 = q2.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + 64)).fma(s2, even3);
        FloatVector q3 =
            (FloatVector)
                b.lanewise(LSHR, 4)
                    .or(h.lanewise(LSHR, 2).and(48))
                    .sub(32)
                    .convertShape(I2F, VectorWidth.FLOATS, 0);
        FloatVector s3 = FloatVector.broadcast(VectorWidth.FLOATS, scales[s + 6]);
        odd0 = q3.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x0 + 96)).fma(s3, odd0);
        odd1 = q3.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x1 + 96)).fma(s3, odd1);
        odd2 = q3.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x2 + 96)).fma(s3, odd2);
        odd3 = q3.mul(FloatVector.fromArray(VectorWidth.FLOATS, x, x3 + 96)).fma(s3, odd3);
      }
      offset += BLOCK_BYTES;
    }
    FloatVector v0 = even0.add(odd0);
    if (LANES > 8) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v0 = v0.add(v0.rearrange(LaneFold.BY_4));
    }
    v0 = v0.add(v0.rearrange(LaneFold.BY_2));
    v0 = v0.add(v0.rearrange(LaneFold.BY_1));
    y[yIndex] = v0.lane(0);
    FloatVector v1 = even1.add(odd1);
    if (LANES > 8) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v1 = v1.add(v1.rearrange(LaneFold.BY_4));
    }
    v1 = v1.add(v1.rearrange(LaneFold.BY_2));
    v1 = v1.add(v1.rearrange(LaneFold.BY_1));
    y[yIndex + yStride] = v1.lane(0);
    FloatVector v2 = even2.add(odd2);
    if (LANES > 8) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_8));
    }
    if (LANES > 4) {
      v2 = v2.add(v2.rearrange(LaneFold.BY_4));
    }
    v2 = v2.add(v2.rearrange(LaneFold.BY_2));
    v2 = v2.add(v2.rearrange(LaneFold.BY_1));
    y[yIndex + 2 * yStride] = v2.lane(0);
    FloatVector v3 = even3.add(odd3);
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
