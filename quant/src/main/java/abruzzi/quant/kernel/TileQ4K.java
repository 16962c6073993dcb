package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q4_K in tiles of 64 rows, multiplied in 16 bits.
 *
 * <pre>
 * for rows 0 to 31, then for rows 32 to 63:
 *   for each 32 columns:
 *     codes   of 8 columns 32 ints, one for each row, then of the next 8; an int has the columns
 *             0, 2, 4, 6, 1, 3, 5, 7, four bits each, the first lowest; 512 bytes
 *     scales  16 ints with sc of rows i and i + 16, then m of both, a byte each
 * factors  d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>Codes are multiplied as {@link ShiftedCodes}. Sums over 32 columns, of codes less 8, fit 16
 * bits. Lines are read one after the other, evenly. Traffic: 0.578 bytes per weight, 0.016 more
 * than in the file.
 */
final class TileQ4K implements TileKernel {
  private static final VectorSpecies<Integer> INTS = TileWidth.INTS;
  private static final VectorSpecies<Float> FLOATS = TileWidth.FLOATS;
  private static final int LANES = TileWidth.LANES;
  private static final boolean WIDE = TileWidth.WIDE;
  private static final int GROUPS = 8;

  private static final int CENTRE_SHIFT = 3;

  /** Halves the largest code: 32 products of 8 and 127 fit 16 bits. */
  private static final int CENTRE = 1 << CENTRE_SHIFT;

  /** Scales and minimums have six bits. */
  private static final int SCALE_MASK = 63;

  /** Rows whose sums are computed together, in two vectors. */
  private static final int ROUND_ROWS = 2 * LANES;

  /** Ints that hold the activations of a group. */
  private static final int MULTIPLIERS = 16;

  static final int CODE_BYTES = 512;

  /** Codes and scales of 32 columns and 32 rows. */
  static final long GROUP_BYTES = CODE_BYTES + 64;

  static final long HALF_BYTES = GROUPS * GROUP_BYTES;
  private static final int FACTOR_BYTES = 256;

  @Override
  public int blockBytes() {
    return (int) (2 * HALF_BYTES) + FACTOR_BYTES;
  }

  @Override
  public int leastBits() {
    return 256;
  }

  @Override
  public int multipliers() {
    return MULTIPLIERS * GROUPS;
  }

  @Override
  public int sumColumns() {
    return 32;
  }

  @Override
  public int manyRows() {
    return WIDE ? 16 : Integer.MAX_VALUE;
  }

  @Override
  public void fillMultipliers(short[] x, int from, int[] out, int to) {
    for (int i = 0; i < multipliers(); i += 4) {
      ShiftedCodes.multipliers(x, from + 2 * i, 4, 4, out, to + i);
    }
  }

  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    float[] own = x.block();
    float factor = x.factors()[number];
    long at = offset;
    for (int tile = 0; tile < tiles; tile++) {
      for (int row = 0; row < Tiles.ROWS; row += ROUND_ROWS) {
        sums(data, at, row, x, number, own);
      }
      long factors = at + 2 * HALF_BYTES;
      TileFactors.add(data, factors, 128, 64, factor, own, y, yIndex + Tiles.ROWS * tile);
      at += blockBytes();
    }
  }

  /**
   * Sums of two vectors of rows over 256 columns, and their minimums.
   *
   * <p>Scales stay where they lie in their int, and the power of two that this makes of them is
   * taken out at the end.
   */
  private static void sums(
      MemorySegment data, long block, int row, TileInput in, int number, float[] own) {
    int[] x = in.multipliers();
    float[] sums = in.sums();
    int[] integers = in.integerSums();
    int first = number * MULTIPLIERS * GROUPS;
    int firstSum = number * GROUPS;
    int low = row & 31;
    long codes = block + (row >> 5) * HALF_BYTES + 4L * low;
    long scales = block + (row >> 5) * HALF_BYTES + CODE_BYTES;
    int mask0 = SCALE_MASK << (low >> 1);
    int mask1 = WIDE ? mask0 << 8 : mask0;
    MappedMemory.touch(data, codes);
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector ma = FloatVector.zero(FLOATS);
    FloatVector mb = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      long o = codes + GROUP_BYTES * g;
      int t = first + MULTIPLIERS * g;
      ShortVector x0 = IntVector.broadcast(INTS, x[t]).reinterpretAsShorts();
      ShortVector x1 = IntVector.broadcast(INTS, x[t + 1]).reinterpretAsShorts();
      ShortVector x2 = IntVector.broadcast(INTS, x[t + 2]).reinterpretAsShorts();
      ShortVector x3 = IntVector.broadcast(INTS, x[t + 3]).reinterpretAsShorts();
      IntVector v0 = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      ShortVector p0 =
          v0.reinterpretAsShorts()
              .mul(x0)
              .add(v0.lanewise(LSHR, 4).reinterpretAsShorts().mul(x1))
              .add(v0.lanewise(LSHR, 8).reinterpretAsShorts().mul(x2))
              .add(v0.lanewise(LSHR, 12).reinterpretAsShorts().mul(x3));
      IntVector w0 = IntVector.fromMemorySegment(INTS, data, o + 4L * LANES, LITTLE_ENDIAN);
      ShortVector q0 =
          w0.reinterpretAsShorts()
              .mul(x0)
              .add(w0.lanewise(LSHR, 4).reinterpretAsShorts().mul(x1))
              .add(w0.lanewise(LSHR, 8).reinterpretAsShorts().mul(x2))
              .add(w0.lanewise(LSHR, 12).reinterpretAsShorts().mul(x3));
      LoadOrder.keep();
      ShortVector x4 = IntVector.broadcast(INTS, x[t + 4]).reinterpretAsShorts();
      ShortVector x5 = IntVector.broadcast(INTS, x[t + 5]).reinterpretAsShorts();
      ShortVector x6 = IntVector.broadcast(INTS, x[t + 6]).reinterpretAsShorts();
      ShortVector x7 = IntVector.broadcast(INTS, x[t + 7]).reinterpretAsShorts();
      IntVector v1 = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      ShortVector p1 =
          p0.add(
              v1.reinterpretAsShorts()
                  .mul(x4)
                  .add(v1.lanewise(LSHR, 4).reinterpretAsShorts().mul(x5))
                  .add(v1.lanewise(LSHR, 8).reinterpretAsShorts().mul(x6))
                  .add(v1.lanewise(LSHR, 12).reinterpretAsShorts().mul(x7)));
      IntVector w1 = IntVector.fromMemorySegment(INTS, data, o + 128 + 4L * LANES, LITTLE_ENDIAN);
      ShortVector q1 =
          q0.add(
              w1.reinterpretAsShorts()
                  .mul(x4)
                  .add(w1.lanewise(LSHR, 4).reinterpretAsShorts().mul(x5))
                  .add(w1.lanewise(LSHR, 8).reinterpretAsShorts().mul(x6))
                  .add(w1.lanewise(LSHR, 12).reinterpretAsShorts().mul(x7)));
      LoadOrder.keep();
      ShortVector x8 = IntVector.broadcast(INTS, x[t + 8]).reinterpretAsShorts();
      ShortVector x9 = IntVector.broadcast(INTS, x[t + 9]).reinterpretAsShorts();
      ShortVector x10 = IntVector.broadcast(INTS, x[t + 10]).reinterpretAsShorts();
      ShortVector x11 = IntVector.broadcast(INTS, x[t + 11]).reinterpretAsShorts();
      IntVector v2 = IntVector.fromMemorySegment(INTS, data, o + 256, LITTLE_ENDIAN);
      ShortVector p2 =
          p1.add(
              v2.reinterpretAsShorts()
                  .mul(x8)
                  .add(v2.lanewise(LSHR, 4).reinterpretAsShorts().mul(x9))
                  .add(v2.lanewise(LSHR, 8).reinterpretAsShorts().mul(x10))
                  .add(v2.lanewise(LSHR, 12).reinterpretAsShorts().mul(x11)));
      IntVector w2 = IntVector.fromMemorySegment(INTS, data, o + 256 + 4L * LANES, LITTLE_ENDIAN);
      ShortVector q2 =
          q1.add(
              w2.reinterpretAsShorts()
                  .mul(x8)
                  .add(w2.lanewise(LSHR, 4).reinterpretAsShorts().mul(x9))
                  .add(w2.lanewise(LSHR, 8).reinterpretAsShorts().mul(x10))
                  .add(w2.lanewise(LSHR, 12).reinterpretAsShorts().mul(x11)));
      LoadOrder.keep();
      ShortVector x12 = IntVector.broadcast(INTS, x[t + 12]).reinterpretAsShorts();
      ShortVector x13 = IntVector.broadcast(INTS, x[t + 13]).reinterpretAsShorts();
      ShortVector x14 = IntVector.broadcast(INTS, x[t + 14]).reinterpretAsShorts();
      ShortVector x15 = IntVector.broadcast(INTS, x[t + 15]).reinterpretAsShorts();
      IntVector v3 = IntVector.fromMemorySegment(INTS, data, o + 384, LITTLE_ENDIAN);
      ShortVector p3 =
          p2.add(
              v3.reinterpretAsShorts()
                  .mul(x12)
                  .add(v3.lanewise(LSHR, 4).reinterpretAsShorts().mul(x13))
                  .add(v3.lanewise(LSHR, 8).reinterpretAsShorts().mul(x14))
                  .add(v3.lanewise(LSHR, 12).reinterpretAsShorts().mul(x15)));
      IntVector w3 = IntVector.fromMemorySegment(INTS, data, o + 384 + 4L * LANES, LITTLE_ENDIAN);
      ShortVector q3 =
          q2.add(
              w3.reinterpretAsShorts()
                  .mul(x12)
                  .add(w3.lanewise(LSHR, 4).reinterpretAsShorts().mul(x13))
                  .add(w3.lanewise(LSHR, 8).reinterpretAsShorts().mul(x14))
                  .add(w3.lanewise(LSHR, 12).reinterpretAsShorts().mul(x15)));
      LoadOrder.keep();
      long scale = scales + GROUP_BYTES * g;
      IntVector sc = IntVector.fromMemorySegment(INTS, data, scale, LITTLE_ENDIAN);
      IntVector scb =
          WIDE ? sc : IntVector.fromMemorySegment(INTS, data, scale + 32, LITTLE_ENDIAN);
      IntVector sum = IntVector.broadcast(INTS, integers[firstSum + g]);
      IntVector centre = sum.lanewise(LSHL, 16 + CENTRE_SHIFT);
      IntVector lift = sum.lanewise(LSHL, CENTRE_SHIFT);
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      IntVector p = p3.reinterpretAsInts();
      IntVector ps = p.add(p.lanewise(LSHL, 16)).sub(centre).lanewise(ASHR, 16).add(lift);
      a =
          ((FloatVector) ps.convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.and(mask0).convertShape(I2F, FLOATS, 0), a);
      ma = s.fma((FloatVector) sc.lanewise(LSHR, 16).and(mask0).convertShape(I2F, FLOATS, 0), ma);
      IntVector q = q3.reinterpretAsInts();
      IntVector qs = q.add(q.lanewise(LSHL, 16)).sub(centre).lanewise(ASHR, 16).add(lift);
      b =
          ((FloatVector) qs.convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) scb.and(mask1).convertShape(I2F, FLOATS, 0), b);
      mb = s.fma((FloatVector) scb.lanewise(LSHR, 16).and(mask1).convertShape(I2F, FLOATS, 0), mb);
    }
    float unit0 = (float) SCALE_MASK / mask0;
    float unit1 = (float) SCALE_MASK / mask1;
    a.mul(unit0).intoArray(own, row);
    b.mul(unit1).intoArray(own, row + LANES);
    ma.mul(unit0).intoArray(own, Tiles.ROWS + row);
    mb.mul(unit1).intoArray(own, Tiles.ROWS + row + LANES);
  }

  @Override
  public boolean decodes() {
    return true;
  }

  @Override
  public int centre() {
    return CENTRE;
  }

  @Override
  public void decode(MemorySegment data, long offset, int half, DecodedTile out) {
    for (int rows = 0; rows < 2; rows++) {
      long from = offset + rows * HALF_BYTES + GROUPS / 2 * GROUP_BYTES * half;
      decodeCodes(data, from, out.codes(), 32 * rows);
      decodeScales(data, from + CODE_BYTES, out.scales(), out.minimums(), 32 * rows);
    }
    if (half == 0) {
      long factors = offset + 2 * HALF_BYTES;
      TileFactors.decode(data, factors, 128, out.factors());
      TileFactors.decode(data, factors + 64, 128, out.minimumFactors());
    }
  }

  private static void decodeCodes(MemorySegment data, long codes, short[] out, int index) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < 16; i++) { // 8 columns of 32 rows
      long at = codes + GROUP_BYTES * (i >> 2) + 128L * (i & 3);
      IntVector v = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
      IntVector w = IntVector.fromMemorySegment(INTS, data, at + 64, LITTLE_ENDIAN);
      IntVector even = v.and(0xFFFF).or(w.lanewise(LSHL, 16));
      IntVector odd = v.lanewise(LSHR, 16).or(w.and(0xFFFF0000));
      int to = index + 512 * i;
      for (int k = 0; k < 4; k++) {
        even.lanewise(LSHR, 4 * k)
            .and(0x000F000F)
            .reinterpretAsShorts()
            .intoArray(out, to + 128 * k);
        odd.lanewise(LSHR, 4 * k)
            .and(0x000F000F)
            .reinterpretAsShorts()
            .intoArray(out, to + 128 * k + 64);
      }
    }
  }

  private static void decodeScales(
      MemorySegment data, long from, float[] scales, float[] minimums, int index) {
    MappedMemory.touch(data, from);
    for (int g = 0; g < GROUPS / 2; g++) {
      long at = from + GROUP_BYTES * g;
      IntVector sc = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
      for (int k = 0; k < 2; k++) {
        int to = index + Tiles.ROWS * g + 16 * k;
        ((FloatVector) sc.lanewise(LSHR, 8 * k).and(255).convertShape(I2F, FLOATS, 0))
            .intoArray(scales, to);
        ((FloatVector) sc.lanewise(LSHR, 16 + 8 * k).and(255).convertShape(I2F, FLOATS, 0))
            .intoArray(minimums, to);
      }
    }
  }
}
