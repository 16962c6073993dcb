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
 * Q2_K in tiles of 64 rows, multiplied in 16 bits.
 *
 * <pre>
 * codes    for each 16 columns: 64 ints, one for each row; an int has the columns 0, 2, 4, .. 14,
 *          1, 3, .. 15, two bits each, the first lowest; 4096 bytes
 * scales   for each 16 columns: 64 bytes with sc and m as in the file, {@link TileOrder#bytePlace}
 * factors  d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>As in {@link TileQ4K}, with shifts by two bits: the activations of a shifted int are {@code
 * a[j] - 4 a[j - 1]}. Sums over 16 columns fit 16 bits as they are. Traffic: 0.328 bytes per
 * weight, as much as in the file.
 */
final class TileQ2K implements TileKernel {
  private static final VectorSpecies<Integer> INTS = TileWidth.INTS;
  private static final VectorSpecies<Float> FLOATS = TileWidth.FLOATS;
  private static final int LANES = TileWidth.LANES;
  private static final boolean WIDE = TileWidth.WIDE;
  private static final int GROUPS = 16;

  /** Rows whose sums are computed together, in four vectors. */
  private static final int ROUND_ROWS = 4 * LANES;

  private static final int ROUNDS = GROUPS * Tiles.ROWS / ROUND_ROWS;

  /** Ints that hold the activations of a group. */
  private static final int MULTIPLIERS = 8;

  /** Scales and minimums have four bits. */
  private static final int SCALE_MASK = 15;

  static final int CODE_BYTES = 4096;
  static final int SCALE_BYTES = 1024;
  private static final int FACTOR_BYTES = 256;

  @Override
  public int blockBytes() {
    return CODE_BYTES + SCALE_BYTES + FACTOR_BYTES;
  }

  @Override
  public int leastBits() {
    return 256;
  }

  @Override
  public int multipliers() {
    return MULTIPLIERS * ROUNDS;
  }

  @Override
  public int sumColumns() {
    return 16;
  }

  /** {@inheritDoc} They lie as rounds take them, so that an index is linear in the round. */
  @Override
  public void fillMultipliers(short[] x, int from, int[] out, int to) {
    int copies = ROUNDS / GROUPS;
    for (int g = 0; g < GROUPS; g++) {
      int at = to + g * copies * MULTIPLIERS;
      ShiftedCodes.multipliers(x, from + 16 * g, MULTIPLIERS, 2, out, at);
      for (int i = 1; i < copies; i++) {
        System.arraycopy(out, at, out, at + i * MULTIPLIERS, MULTIPLIERS);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>In three steps for each block, each a method of its own: the compiler gives up on keeping
   * vectors in registers where a method has too many operations on them.
   */
  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    int first = number * multipliers();
    float[] own = x.block();
    int[] groups = x.groups();
    float factor = x.factors()[number];
    long codes = offset;
    for (int tile = 0; tile < tiles; tile++) {
      groupSums(data, codes, x.multipliers(), first, groups);
      long scales = codes + CODE_BYTES;
      blockSums(data, scales, groups, x.sums(), number * GROUPS, own);
      long factors = scales + SCALE_BYTES;
      TileFactors.add(data, factors, 128, 64, factor, own, y, yIndex + Tiles.ROWS * tile);
      codes += blockBytes();
    }
  }

  /** Sums over 16 columns each: for each row an int, whose halves are to be added. */
  private static void groupSums(MemorySegment data, long codes, int[] x, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < ROUNDS; i++) {
      long o = codes + 4L * ROUND_ROWS * i;
      int t = first + MULTIPLIERS * i;
      ShortVector x0 = IntVector.broadcast(INTS, x[t]).reinterpretAsShorts();
      ShortVector x1 = IntVector.broadcast(INTS, x[t + 1]).reinterpretAsShorts();
      ShortVector x2 = IntVector.broadcast(INTS, x[t + 2]).reinterpretAsShorts();
      ShortVector x3 = IntVector.broadcast(INTS, x[t + 3]).reinterpretAsShorts();
      ShortVector x4 = IntVector.broadcast(INTS, x[t + 4]).reinterpretAsShorts();
      ShortVector x5 = IntVector.broadcast(INTS, x[t + 5]).reinterpretAsShorts();
      ShortVector x6 = IntVector.broadcast(INTS, x[t + 6]).reinterpretAsShorts();
      ShortVector x7 = IntVector.broadcast(INTS, x[t + 7]).reinterpretAsShorts();
      LoadOrder.keep();
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      ShortVector p =
          v.reinterpretAsShorts()
              .mul(x0)
              .add(v.lanewise(LSHR, 2).reinterpretAsShorts().mul(x1))
              .add(v.lanewise(LSHR, 4).reinterpretAsShorts().mul(x2))
              .add(v.lanewise(LSHR, 6).reinterpretAsShorts().mul(x3))
              .add(v.lanewise(LSHR, 8).reinterpretAsShorts().mul(x4))
              .add(v.lanewise(LSHR, 10).reinterpretAsShorts().mul(x5))
              .add(v.lanewise(LSHR, 12).reinterpretAsShorts().mul(x6))
              .add(v.lanewise(LSHR, 14).reinterpretAsShorts().mul(x7));
      LoadOrder.keep();
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 4L * LANES, LITTLE_ENDIAN);
      ShortVector q =
          u.reinterpretAsShorts()
              .mul(x0)
              .add(u.lanewise(LSHR, 2).reinterpretAsShorts().mul(x1))
              .add(u.lanewise(LSHR, 4).reinterpretAsShorts().mul(x2))
              .add(u.lanewise(LSHR, 6).reinterpretAsShorts().mul(x3))
              .add(u.lanewise(LSHR, 8).reinterpretAsShorts().mul(x4))
              .add(u.lanewise(LSHR, 10).reinterpretAsShorts().mul(x5))
              .add(u.lanewise(LSHR, 12).reinterpretAsShorts().mul(x6))
              .add(u.lanewise(LSHR, 14).reinterpretAsShorts().mul(x7));
      LoadOrder.keep();
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 8L * LANES, LITTLE_ENDIAN);
      ShortVector r =
          w.reinterpretAsShorts()
              .mul(x0)
              .add(w.lanewise(LSHR, 2).reinterpretAsShorts().mul(x1))
              .add(w.lanewise(LSHR, 4).reinterpretAsShorts().mul(x2))
              .add(w.lanewise(LSHR, 6).reinterpretAsShorts().mul(x3))
              .add(w.lanewise(LSHR, 8).reinterpretAsShorts().mul(x4))
              .add(w.lanewise(LSHR, 10).reinterpretAsShorts().mul(x5))
              .add(w.lanewise(LSHR, 12).reinterpretAsShorts().mul(x6))
              .add(w.lanewise(LSHR, 14).reinterpretAsShorts().mul(x7));
      LoadOrder.keep();
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 12L * LANES, LITTLE_ENDIAN);
      ShortVector s =
          z.reinterpretAsShorts()
              .mul(x0)
              .add(z.lanewise(LSHR, 2).reinterpretAsShorts().mul(x1))
              .add(z.lanewise(LSHR, 4).reinterpretAsShorts().mul(x2))
              .add(z.lanewise(LSHR, 6).reinterpretAsShorts().mul(x3))
              .add(z.lanewise(LSHR, 8).reinterpretAsShorts().mul(x4))
              .add(z.lanewise(LSHR, 10).reinterpretAsShorts().mul(x5))
              .add(z.lanewise(LSHR, 12).reinterpretAsShorts().mul(x6))
              .add(z.lanewise(LSHR, 14).reinterpretAsShorts().mul(x7));
      p.reinterpretAsInts().intoArray(groups, ROUND_ROWS * i);
      q.reinterpretAsInts().intoArray(groups, ROUND_ROWS * i + LANES);
      r.reinterpretAsInts().intoArray(groups, ROUND_ROWS * i + 2 * LANES);
      s.reinterpretAsInts().intoArray(groups, ROUND_ROWS * i + 3 * LANES);
    }
  }

  /** Sums of 64 rows over 256 columns, then their minimums; see {@link TileQ4K}. */
  private static void blockSums(
      MemorySegment data, long scales, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, scales);
    for (int row = 0; row < Tiles.ROWS; row += ROUND_ROWS) {
      int mask0 = SCALE_MASK << (row >> 1);
      int mask1 = WIDE ? mask0 << 8 : mask0;
      int mask2 = WIDE ? mask0 << 16 : mask0 << 8;
      int mask3 = WIDE ? mask0 << 24 : mask0 << 8;
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector m0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector m1 = FloatVector.zero(FLOATS);
      FloatVector a2 = FloatVector.zero(FLOATS);
      FloatVector m2 = FloatVector.zero(FLOATS);
      FloatVector a3 = FloatVector.zero(FLOATS);
      FloatVector m3 = FloatVector.zero(FLOATS);
      for (int g = 0; g < GROUPS; g++) {
        int from = Tiles.ROWS * g + row;
        long at = scales + 64L * g;
        FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
        IntVector sc0 = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
        IntVector sc1 =
            WIDE ? sc0 : IntVector.fromMemorySegment(INTS, data, at + 32, LITTLE_ENDIAN);
        IntVector mn0 = sc0.lanewise(LSHR, 4);
        IntVector mn1 = WIDE ? mn0 : sc1.lanewise(LSHR, 4);
        IntVector p0 = IntVector.fromArray(INTS, groups, from);
        IntVector t0 = p0.add(p0.lanewise(LSHL, 16)).lanewise(ASHR, 16);
        a0 =
            ((FloatVector) t0.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc0.and(mask0).convertShape(I2F, FLOATS, 0), a0);
        m0 = s.fma((FloatVector) mn0.and(mask0).convertShape(I2F, FLOATS, 0), m0);
        IntVector p1 = IntVector.fromArray(INTS, groups, from + LANES);
        IntVector t1 = p1.add(p1.lanewise(LSHL, 16)).lanewise(ASHR, 16);
        a1 =
            ((FloatVector) t1.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc1.and(mask1).convertShape(I2F, FLOATS, 0), a1);
        m1 = s.fma((FloatVector) mn1.and(mask1).convertShape(I2F, FLOATS, 0), m1);
        IntVector p2 = IntVector.fromArray(INTS, groups, from + 2 * LANES);
        IntVector t2 = p2.add(p2.lanewise(LSHL, 16)).lanewise(ASHR, 16);
        a2 =
            ((FloatVector) t2.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc0.and(mask2).convertShape(I2F, FLOATS, 0), a2);
        m2 = s.fma((FloatVector) mn0.and(mask2).convertShape(I2F, FLOATS, 0), m2);
        IntVector p3 = IntVector.fromArray(INTS, groups, from + 3 * LANES);
        IntVector t3 = p3.add(p3.lanewise(LSHL, 16)).lanewise(ASHR, 16);
        a3 =
            ((FloatVector) t3.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc1.and(mask3).convertShape(I2F, FLOATS, 0), a3);
        m3 = s.fma((FloatVector) mn1.and(mask3).convertShape(I2F, FLOATS, 0), m3);
      }
      a0.mul((float) SCALE_MASK / mask0).intoArray(own, row);
      m0.mul((float) SCALE_MASK / mask0).intoArray(own, Tiles.ROWS + row);
      a1.mul((float) SCALE_MASK / mask1).intoArray(own, row + LANES);
      m1.mul((float) SCALE_MASK / mask1).intoArray(own, Tiles.ROWS + row + LANES);
      a2.mul((float) SCALE_MASK / mask2).intoArray(own, row + 2 * LANES);
      m2.mul((float) SCALE_MASK / mask2).intoArray(own, Tiles.ROWS + row + 2 * LANES);
      a3.mul((float) SCALE_MASK / mask3).intoArray(own, row + 3 * LANES);
      m3.mul((float) SCALE_MASK / mask3).intoArray(own, Tiles.ROWS + row + 3 * LANES);
    }
  }
}
