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
 * IQ1_S in tiles of 64 rows, multiplied by looking up three weights at once.
 *
 * <pre>
 * codes    for each 32 columns, four times: 64 shorts with three numbers of 5 bits, of which eleven
 *          are three weights each in base three (the last of them two), the twelfth the scale and,
 *          in bit 3, the sign of the shift; 4096 bytes
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>As in {@link TileTQ10}; sums over 32 columns are exact integers. Traffic: 0.258 bytes per
 * weight, 0.063 more than in the file, whose codebook is no longer needed.
 */
final class TileIQ1S implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int GROUPS = 8;
  static final int CODE_BYTES = GROUPS * 512;
  static final int FACTOR_BYTES = 128;
  private static final IntVector SCALES = scales(false);

  /** What is subtracted for each activation: shifts, signs turned, times scales. */
  private static final IntVector MINIMUMS = scales(true);

  @Override
  public int blockBytes() {
    return CODE_BYTES + FACTOR_BYTES;
  }

  @Override
  public int tables() {
    return 8 * LookupTables.GROUP_TRIPLES;
  }

  @Override
  public int sumColumns() {
    return 32;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.groupTriples(x, from, tables, out);
  }

  /** {@inheritDoc} In steps that are methods of their own, as in {@link TileQ2K}. */
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
      blockSums(data, codes, groups, x.sums(), number * GROUPS, own);
      int row = yIndex + Tiles.ROWS * tile;
      TileFactors.add(data, codes + CODE_BYTES, 64, 0, factor, own, y, row);
      codes += blockBytes();
    }
  }

  /** Sums over the first 18 of 32 columns, then over the others: 64 shorts each. */
  private static void groupSums(
      MemorySegment data, long codes, short[] tables, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < 2 * GROUPS; i++) {
      long o = codes + 256L * i;
      int t = first + 192 * i;
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      LoadOrder.keep();
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      ShortVector p =
          v.reinterpretAsShorts()
              .selectFrom(t0)
              .add(v.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1))
              .add(v.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2));
      LoadOrder.keep();
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ShortVector q =
          u.reinterpretAsShorts()
              .selectFrom(t0)
              .add(u.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1))
              .add(u.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2));
      ShortVector t3 = ShortVector.fromArray(SHORTS, tables, t + 96);
      ShortVector t4 = ShortVector.fromArray(SHORTS, tables, t + 128);
      ShortVector t5 = ShortVector.fromArray(SHORTS, tables, t + 160);
      LoadOrder.keep();
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      ShortVector r =
          w.reinterpretAsShorts()
              .selectFrom(t3)
              .add(w.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t4))
              .add(w.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t5));
      LoadOrder.keep();
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      ShortVector s =
          z.reinterpretAsShorts()
              .selectFrom(t3)
              .add(z.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t4))
              .add(z.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t5));
      p.add(r).reinterpretAsInts().intoArray(groups, 32 * i);
      q.add(s).reinterpretAsInts().intoArray(groups, 32 * i + 16);
    }
  }

  /** Sums of 64 rows over 256 columns, then their minimums. */
  private static void blockSums(
      MemorySegment data, long codes, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, codes);
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector c = FloatVector.zero(FLOATS);
    FloatVector d = FloatVector.zero(FLOATS);
    FloatVector ma = FloatVector.zero(FLOATS);
    FloatVector mb = FloatVector.zero(FLOATS);
    FloatVector mc = FloatVector.zero(FLOATS);
    FloatVector md = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      long o = codes + 512L * g + 384;
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      IntVector p =
          IntVector.fromArray(INTS, groups, 64 * g)
              .reinterpretAsShorts()
              .add(IntVector.fromArray(INTS, groups, 64 * g + 32).reinterpretAsShorts())
              .reinterpretAsInts();
      IntVector q =
          IntVector.fromArray(INTS, groups, 64 * g + 16)
              .reinterpretAsShorts()
              .add(IntVector.fromArray(INTS, groups, 64 * g + 48).reinterpretAsShorts())
              .reinterpretAsInts();
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      IntVector ia = v.lanewise(LSHR, 10);
      a =
          ((FloatVector) p.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ia.selectFrom(SCALES).reinterpretAsFloats(), a);
      ma = s.fma(ia.selectFrom(MINIMUMS).reinterpretAsFloats(), ma);
      IntVector ib = v.lanewise(LSHR, 26);
      b =
          ((FloatVector) p.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ib.selectFrom(SCALES).reinterpretAsFloats(), b);
      mb = s.fma(ib.selectFrom(MINIMUMS).reinterpretAsFloats(), mb);
      IntVector ic = u.lanewise(LSHR, 10);
      c =
          ((FloatVector) q.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ic.selectFrom(SCALES).reinterpretAsFloats(), c);
      mc = s.fma(ic.selectFrom(MINIMUMS).reinterpretAsFloats(), mc);
      IntVector id = u.lanewise(LSHR, 26);
      d =
          ((FloatVector) q.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(id.selectFrom(SCALES).reinterpretAsFloats(), d);
      md = s.fma(id.selectFrom(MINIMUMS).reinterpretAsFloats(), md);
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

  private static IntVector scales(boolean minimums) {
    float[] values = new float[16];
    for (int i = 0; i < values.length; i++) {
      float scale = 2 * (i & 7) + 1;
      float shift = (i & 8) == 0 ? 0.125f : -0.125f;
      values[i] = minimums ? -shift * scale : scale;
    }
    return FloatVector.fromArray(FLOATS, values, 0).reinterpretAsInts();
  }
}
