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
 * Q4_K in tiles of 64 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * codes    for each 8 columns, of rows 0 to 31, then of rows 32 to 63: 32 shorts with the low two
 *          bits of 8 weights of a row, 32 shorts with the high two; 8192 bytes
 * scales   for each 32 columns: 64 bytes with sc, 64 with m, {@link TileOrder#bytePlace}
 * factors  d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>One permute looks up the product sum of two columns for 32 rows. Low and high bits use the
 * same tables. Sums over 32 columns are exact integers. Traffic: 0.578 bytes per weight, 0.016 more
 * than in the file.
 */
final class TileQ4K implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int GROUPS = 8;

  /** Halves the largest code: 32 products of 8 and 127 fit 16 bits. */
  private static final int CENTRE = 8;

  static final int CODE_BYTES = 8192;
  static final int SCALE_BYTES = 1024;
  static final int FACTOR_BYTES = 256;

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
    return 32;
  }

  @Override
  public int manyRows() {
    return 12;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.pairs(x, from, tables, out);
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
          data, scales + SCALE_BYTES, 128, 64, factor, own, y, yIndex + Tiles.ROWS * tile);
      codes += blockBytes();
    }
  }

  /** Sums over 16 columns each: 64 shorts. */
  private static void groupSums(
      MemorySegment data, long codes, short[] tables, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < 2 * GROUPS; i++) {
      long o = codes + 512L * i;
      int t = first + 256 * i;
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
      IntVector vh = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ShortVector ph =
          vh.reinterpretAsShorts()
              .selectFrom(t0)
              .add(vh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(vh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(vh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      ShortVector q =
          u.reinterpretAsShorts()
              .selectFrom(t0)
              .add(u.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(u.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(u.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      IntVector uh = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      ShortVector qh =
          uh.reinterpretAsShorts()
              .selectFrom(t0)
              .add(uh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
              .add(uh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
              .add(uh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3));
      ShortVector t4 = ShortVector.fromArray(SHORTS, tables, t + 128);
      ShortVector t5 = ShortVector.fromArray(SHORTS, tables, t + 160);
      ShortVector t6 = ShortVector.fromArray(SHORTS, tables, t + 192);
      ShortVector t7 = ShortVector.fromArray(SHORTS, tables, t + 224);
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 256, LITTLE_ENDIAN);
      ShortVector r =
          w.reinterpretAsShorts()
              .selectFrom(t4)
              .add(w.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(w.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(w.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      IntVector wh = IntVector.fromMemorySegment(INTS, data, o + 320, LITTLE_ENDIAN);
      ShortVector rh =
          wh.reinterpretAsShorts()
              .selectFrom(t4)
              .add(wh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(wh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(wh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      ShortVector high = ph.add(rh);
      ShortVector twice = high.add(high);
      ShortVector low = p.add(r).add(twice).add(twice); // at most 15 * 127 * 16
      low.reinterpretAsInts().intoArray(groups, 32 * i);
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 384, LITTLE_ENDIAN);
      ShortVector s =
          z.reinterpretAsShorts()
              .selectFrom(t4)
              .add(z.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(z.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(z.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      IntVector zh = IntVector.fromMemorySegment(INTS, data, o + 448, LITTLE_ENDIAN);
      ShortVector sh =
          zh.reinterpretAsShorts()
              .selectFrom(t4)
              .add(zh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t5))
              .add(zh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t6))
              .add(zh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t7));
      ShortVector highQ = qh.add(sh);
      ShortVector twiceQ = highQ.add(highQ);
      ShortVector lowQ = q.add(s).add(twiceQ).add(twiceQ);
      lowQ.reinterpretAsInts().intoArray(groups, 32 * i + 16);
    }
  }

  /** Sums of 64 rows over 256 columns, then their minimums. */
  private static void blockSums(
      MemorySegment data, long scales, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, scales);
    for (int half = 0; half < 2; half++) {
      FloatVector a = FloatVector.zero(FLOATS);
      FloatVector b = FloatVector.zero(FLOATS);
      FloatVector ma = FloatVector.zero(FLOATS);
      FloatVector mb = FloatVector.zero(FLOATS);
      for (int g = 0; g < GROUPS; g++) {
        int from = 64 * g + 16 * half;
        IntVector p = IntVector.fromArray(INTS, groups, from);
        IntVector q = IntVector.fromArray(INTS, groups, from + 32);
        long at = scales + 128L * g;
        IntVector sc =
            IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN).lanewise(LSHR, 16 * half);
        IntVector mn =
            IntVector.fromMemorySegment(INTS, data, at + 64, LITTLE_ENDIAN)
                .lanewise(LSHR, 16 * half);
        FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
        IntVector even =
            p.lanewise(LSHL, 16).lanewise(ASHR, 16).add(q.lanewise(LSHL, 16).lanewise(ASHR, 16));
        IntVector odd = p.lanewise(ASHR, 16).add(q.lanewise(ASHR, 16));
        a =
            ((FloatVector) even.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc.and(255).convertShape(I2F, FLOATS, 0), a);
        ma = s.fma((FloatVector) mn.and(255).convertShape(I2F, FLOATS, 0), ma);
        b =
            ((FloatVector) odd.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) sc.lanewise(LSHR, 8).and(255).convertShape(I2F, FLOATS, 0), b);
        mb = s.fma((FloatVector) mn.lanewise(LSHR, 8).and(255).convertShape(I2F, FLOATS, 0), mb);
      }
      a.intoArray(own, 32 * half);
      b.intoArray(own, 32 * half + 16);
      ma.intoArray(own, 64 + 32 * half);
      mb.intoArray(own, 80 + 32 * half);
    }
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
    decodeCodes(data, offset + (long) CODE_BYTES / 2 * half, out.codes());
    long scales = offset + CODE_BYTES;
    decodeScales(data, scales + (long) SCALE_BYTES / 2 * half, out.scales(), out.minimums());
    if (half == 0) {
      long factors = scales + SCALE_BYTES;
      TileFactors.decode(data, factors, 128, out.factors());
      TileFactors.decode(data, factors + 64, 128, out.minimumFactors());
    }
  }

  private static void decodeCodes(MemorySegment data, long codes, short[] out) {
    MappedMemory.touch(data, codes);
    for (int i = 0; i < 32; i++) { // 8 columns of 32 rows
      long at = codes + 128L * i;
      IntVector low = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
      IntVector high = IntVector.fromMemorySegment(INTS, data, at + 64, LITTLE_ENDIAN);
      IntVector even = low.and(0x33333333).or(high.and(0x33333333).lanewise(LSHL, 2));
      IntVector odd = low.lanewise(LSHR, 2).and(0x33333333).or(high.and(0xCCCCCCCC));
      int to = 512 * (i >> 1) + 32 * (i & 1);
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
      MemorySegment data, long from, float[] scales, float[] minimums) {
    MappedMemory.touch(data, from);
    for (int g = 0; g < GROUPS / 2; g++) {
      IntVector sc = IntVector.fromMemorySegment(INTS, data, from + 128L * g, LITTLE_ENDIAN);
      IntVector mn = IntVector.fromMemorySegment(INTS, data, from + 128L * g + 64, LITTLE_ENDIAN);
      for (int k = 0; k < 4; k++) {
        int to = Tiles.ROWS * g + 16 * k;
        ((FloatVector) sc.lanewise(LSHR, 8 * k).and(255).convertShape(I2F, FLOATS, 0))
            .intoArray(scales, to);
        ((FloatVector) mn.lanewise(LSHR, 8 * k).and(255).convertShape(I2F, FLOATS, 0))
            .intoArray(minimums, to);
      }
    }
  }
}
