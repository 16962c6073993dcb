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
 * Q2_K in tiles of 64 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * codes    for each 8 columns: 64 shorts with 8 weights of a row; 4096 bytes
 * scales   for each 16 columns: 64 bytes with sc and m as in the file, {@link TileOrder#bytePlace}
 * factors  d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>As in {@link TileQ4K}; sums over 16 columns are exact integers. Traffic: 0.328 bytes per
 * weight, as much as in the file.
 */
final class TileQ2K implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int GROUPS = 16;
  static final int CODE_BYTES = 4096;
  static final int SCALE_BYTES = 1024;
  private static final int FACTOR_BYTES = 256;

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
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.pairs(x, from, tables, out);
  }

  /** {@inheritDoc} In steps that are methods of their own, as in {@link TileQ4K}. */
  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    int first = number * tables() * LookupTables.ENTRIES;
    float[] own = x.block();
    int[] groups = x.groups();
    float factor = x.factors()[number];
    long codes = offset;
    for (int tile = 0; tile < tiles; tile++) {
      groupSums(data, codes, x.tables(), first, groups);
      long scales = codes + CODE_BYTES;
      blockSums(data, scales, groups, x.sums(), number * GROUPS, own);
      long factors = scales + SCALE_BYTES;
      TileFactors.add(data, factors, 128, 64, factor, own, y, yIndex + Tiles.ROWS * tile);
      codes += blockBytes();
    }
  }

  /** Sums over 16 columns each, 64 shorts. */
  private static void groupSums(
      MemorySegment data, long codes, short[] tables, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    for (int g = 0; g < GROUPS; g++) {
      long o = codes + 256L * g;
      int t = first + 256 * g;
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      ShortVector t3 = ShortVector.fromArray(SHORTS, tables, t + 96);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      ShortVector p =
          v.reinterpretAsShorts()
              .selectFrom(t0)
              .add(v.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(v.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(v.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ShortVector q =
          u.reinterpretAsShorts()
              .selectFrom(t0)
              .add(u.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(u.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(u.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      ShortVector t4 = ShortVector.fromArray(SHORTS, tables, t + 128);
      ShortVector t5 = ShortVector.fromArray(SHORTS, tables, t + 160);
      ShortVector t6 = ShortVector.fromArray(SHORTS, tables, t + 192);
      ShortVector t7 = ShortVector.fromArray(SHORTS, tables, t + 224);
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      ShortVector r =
          w.reinterpretAsShorts()
              .selectFrom(t4)
              .add(w.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(w.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(w.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      ShortVector s =
          z.reinterpretAsShorts()
              .selectFrom(t4)
              .add(z.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(z.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(z.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      p.add(r).reinterpretAsInts().intoArray(groups, 32 * g);
      q.add(s).reinterpretAsInts().intoArray(groups, 32 * g + 16);
    }
  }

  /** Sums of 64 rows over 256 columns, then their minimums. */
  private static void blockSums(
      MemorySegment data, long scales, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, scales);
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector c = FloatVector.zero(FLOATS);
    FloatVector d = FloatVector.zero(FLOATS);
    FloatVector ma = FloatVector.zero(FLOATS);
    FloatVector mb = FloatVector.zero(FLOATS);
    FloatVector mc = FloatVector.zero(FLOATS);
    FloatVector md = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      IntVector sc = IntVector.fromMemorySegment(INTS, data, scales + 64L * g, LITTLE_ENDIAN);
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      IntVector p = IntVector.fromArray(INTS, groups, 32 * g);
      IntVector q = IntVector.fromArray(INTS, groups, 32 * g + 16);
      a =
          ((FloatVector) p.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.and(15).convertShape(I2F, FLOATS, 0), a);
      ma = s.fma((FloatVector) sc.lanewise(LSHR, 4).and(15).convertShape(I2F, FLOATS, 0), ma);
      b =
          ((FloatVector) p.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 8).and(15).convertShape(I2F, FLOATS, 0), b);
      mb = s.fma((FloatVector) sc.lanewise(LSHR, 12).and(15).convertShape(I2F, FLOATS, 0), mb);
      c =
          ((FloatVector) q.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 16).and(15).convertShape(I2F, FLOATS, 0), c);
      mc = s.fma((FloatVector) sc.lanewise(LSHR, 20).and(15).convertShape(I2F, FLOATS, 0), mc);
      d =
          ((FloatVector) q.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 24).and(15).convertShape(I2F, FLOATS, 0), d);
      md = s.fma((FloatVector) sc.lanewise(LSHR, 28).convertShape(I2F, FLOATS, 0), md);
    }
    a.intoArray(own, 0);
    b.intoArray(own, 16);
    c.intoArray(own, 32);
    d.intoArray(own, 48);
    ma.intoArray(own, 64);
    mb.intoArray(own, 80);
    mc.intoArray(own, 96);
    md.intoArray(own, 112);
  }
}
