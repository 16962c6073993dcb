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
 * Q6_K in tiles of 64 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * codes    for each 16 columns, of rows 0 to 31, then of rows 32 to 63, for each 8 of the columns:
 *          32 shorts with bits 0 and 1 of 8 weights of a row, 32 with bits 2 and 3, 32 with bits 4
 *          and 5; 12288 bytes
 * scales   for each 16 columns: 64 signed bytes, {@link TileOrder#bytePlace}
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>One permute looks up the sum of two columns for 32 rows; the three pairs of bits use the same
 * tables. Sums over 16 columns are exact integers. Traffic: 0.8203 bytes per weight, as much as in
 * the file.
 */
final class TileQ6K implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int GROUPS = 16;
  private static final int GROUP_INTS = 64;

  /** Codes of 8 columns and 32 rows. */
  static final int STEP_BYTES = 192;

  /** What is subtracted from the six bits. */
  private static final int OFFSET = 32;

  static final int CODE_BYTES = 4 * GROUPS * STEP_BYTES;
  static final int SCALE_BYTES = 1024;
  static final int FACTOR_BYTES = 128;

  @Override
  public int blockBytes() {
    return CODE_BYTES + SCALE_BYTES + FACTOR_BYTES;
  }

  @Override
  public int tables() {
    return 128;
  }

  @Override
  public int sumColumns() {
    return 16;
  }

  @Override
  public int manyRows() {
    return 6;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.pairs(x, from, tables, out);
  }

  /** {@inheritDoc} In steps that are methods of their own, as in {@link TileQ2K}. */
  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    float[] own = x.block();
    int[] groups = x.groups();
    int first = number * tables() * LookupTables.ENTRIES;
    float factor = x.factors()[number];
    long codes = offset;
    for (int tile = 0; tile < tiles; tile++) {
      groupSums(data, codes, x.tables(), first, groups);
      long scales = codes + CODE_BYTES;
      blockSums(data, scales, groups, x.sums(), number * GROUPS, own);
      TileFactors.add(
          data, scales + SCALE_BYTES, 64, 0, factor, own, y, yIndex + Tiles.ROWS * tile);
      codes += blockBytes();
    }
  }

  /**
   * Sums over 16 columns each: for each 32 rows 32 shorts of the lower four bits, 32 of the upper
   * two.
   */
  private static void groupSums(
      MemorySegment data, long codes, short[] tables, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < 2 * GROUPS; i++) {
      long o = codes + 2L * STEP_BYTES * i;
      int t = first + 256 * (i >> 1);
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      ShortVector t3 = ShortVector.fromArray(SHORTS, tables, t + 96);
      ShortVector t4 = ShortVector.fromArray(SHORTS, tables, t + 128);
      ShortVector t5 = ShortVector.fromArray(SHORTS, tables, t + 160);
      ShortVector t6 = ShortVector.fromArray(SHORTS, tables, t + 192);
      ShortVector t7 = ShortVector.fromArray(SHORTS, tables, t + 224);
      LoadOrder.keep();
      IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      LoadOrder.keep();
      IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      LoadOrder.keep();
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      LoadOrder.keep();
      IntVector u2 = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      LoadOrder.keep();
      IntVector v2 = IntVector.fromMemorySegment(INTS, data, o + 256, LITTLE_ENDIAN);
      LoadOrder.keep();
      IntVector w2 = IntVector.fromMemorySegment(INTS, data, o + 320, LITTLE_ENDIAN);
      ShortVector p =
          u.reinterpretAsShorts()
              .selectFrom(t0)
              .add(u.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(u.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(u.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      ShortVector p2 =
          u2.reinterpretAsShorts()
              .selectFrom(t4)
              .add(u2.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(u2.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(u2.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      ShortVector q =
          v.reinterpretAsShorts()
              .selectFrom(t0)
              .add(v.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(v.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(v.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      ShortVector q2 =
          v2.reinterpretAsShorts()
              .selectFrom(t4)
              .add(v2.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(v2.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(v2.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      ShortVector r =
          w.reinterpretAsShorts()
              .selectFrom(t0)
              .add(w.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(w.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(w.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      ShortVector r2 =
          w2.reinterpretAsShorts()
              .selectFrom(t4)
              .add(w2.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(w2.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(w2.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      ShortVector twice = q.add(q2).add(q).add(q2);
      ShortVector low = p.add(p2).add(twice).add(twice); // at most 15 * 127 * 16
      low.reinterpretAsInts().intoArray(groups, 32 * i);
      r.add(r2).reinterpretAsInts().intoArray(groups, 32 * i + 16);
    }
  }

  /** Sums of 64 rows over 256 columns, then zeros: there are no minimums. */
  private static void blockSums(
      MemorySegment data, long scales, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, scales);
    for (int k = 0; k < 4; k++) {
      int from = 32 * (k >> 1);
      int up = 16 - 16 * (k & 1);
      int scaleUp = 24 - 8 * k;
      FloatVector a = FloatVector.zero(FLOATS);
      for (int g = 0; g < GROUPS; g++) {
        IntVector low = IntVector.fromArray(INTS, groups, GROUP_INTS * g + from);
        IntVector high = IntVector.fromArray(INTS, groups, GROUP_INTS * g + from + 16);
        IntVector sc =
            IntVector.fromMemorySegment(INTS, data, scales + 64L * g, LITTLE_ENDIAN)
                .lanewise(LSHL, scaleUp)
                .lanewise(ASHR, 24);
        FloatVector less = FloatVector.broadcast(FLOATS, OFFSET * sums[firstSum + g]);
        IntVector sum =
            low.lanewise(LSHL, up)
                .lanewise(ASHR, 16)
                .add(high.lanewise(LSHL, up).lanewise(ASHR, 16).lanewise(LSHL, 4));
        a =
            ((FloatVector) sum.convertShape(I2F, FLOATS, 0))
                .sub(less)
                .fma((FloatVector) sc.convertShape(I2F, FLOATS, 0), a);
      }
      a.intoArray(own, 16 * k);
      FloatVector.zero(FLOATS).intoArray(own, 64 + 16 * k);
    }
  }

  @Override
  public void expand(MemorySegment data, long offset, int half, ExpandedTile out) {
    MappedMemory.touch(data, offset);
    long codes = offset + 2L * STEP_BYTES * half;
    long scales = offset + CODE_BYTES;
    for (int g = 0; g < GROUPS; g++) {
      IntVector sc =
          IntVector.fromMemorySegment(INTS, data, scales + 64L * g, LITTLE_ENDIAN)
              .lanewise(LSHR, 16 * half);
      ((FloatVector) sc.lanewise(LSHL, 24).lanewise(ASHR, 24).convertShape(I2F, FLOATS, 0))
          .intoArray(out.scales(), 0);
      ((FloatVector) sc.lanewise(LSHL, 16).lanewise(ASHR, 24).convertShape(I2F, FLOATS, 0))
          .intoArray(out.scales(), 16);
      long at = codes + 4L * STEP_BYTES * g;
      expand(data, at, out.scales(), out.weights(), 512 * g);
      expand(data, at + STEP_BYTES, out.scales(), out.weights(), 512 * g + 256);
    }
    long e = scales + SCALE_BYTES + 64L * half;
    TileFactors.decode(data, e, out.factors());
  }

  /** Eight columns of 32 rows. */
  private static void expand(
      MemorySegment data, long codes, float[] scales, float[] weights, int index) {
    FloatVector even = FloatVector.fromArray(FLOATS, scales, 0);
    FloatVector odd = FloatVector.fromArray(FLOATS, scales, 16);
    IntVector u = IntVector.fromMemorySegment(INTS, data, codes, LITTLE_ENDIAN);
    IntVector v = IntVector.fromMemorySegment(INTS, data, codes + 64, LITTLE_ENDIAN);
    IntVector w = IntVector.fromMemorySegment(INTS, data, codes + 128, LITTLE_ENDIAN);
    for (int k = 0; k < 8; k++) {
      IntVector both =
          u.lanewise(LSHR, 2 * k)
              .and(0x30003)
              .or(v.lanewise(LSHR, 2 * k).and(0x30003).lanewise(LSHL, 2))
              .or(w.lanewise(LSHR, 2 * k).and(0x30003).lanewise(LSHL, 4));
      ((FloatVector) both.and(63).sub(OFFSET).convertShape(I2F, FLOATS, 0))
          .mul(even)
          .intoArray(weights, index + 32 * k);
      ((FloatVector) both.lanewise(LSHR, 16).sub(OFFSET).convertShape(I2F, FLOATS, 0))
          .mul(odd)
          .intoArray(weights, index + 32 * k + 16);
    }
  }
}
