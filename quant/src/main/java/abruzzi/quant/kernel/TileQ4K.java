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
 *          bits of 8 weights of a row, 32 shorts with the high two; 8192 bytes for a block
 * scales   for each 32 columns: 64 bytes with sc, 64 with m, {@link TileOrder#bytePlace}
 * factors  for each block: d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
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
  private static final int GROUP_INTS = 64;
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

  /** Sums over 32 columns each: for each 32 rows 32 shorts of low bits, 32 of high bits. */
  private static void groupSums(
      MemorySegment data, long codes, short[] tables, int first, int[] groups) {
    MappedMemory.touch(data, codes);
    ShortVector p = ShortVector.zero(SHORTS);
    ShortVector ph = ShortVector.zero(SHORTS);
    ShortVector q = ShortVector.zero(SHORTS);
    ShortVector qh = ShortVector.zero(SHORTS);
    for (int i = 0; i < 4 * GROUPS; i++) {
      long o = codes + 256L * i;
      int t = first + 128 * i;
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      ShortVector t3 = ShortVector.fromArray(SHORTS, tables, t + 96);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      p =
          p.add(
              v.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(v.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
                  .add(v.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
                  .add(v.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3)));
      IntVector vh = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ph =
          ph.add(
              vh.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(vh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
                  .add(vh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
                  .add(vh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3)));
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      q =
          q.add(
              u.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(u.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
                  .add(u.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
                  .add(u.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3)));
      IntVector uh = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      qh =
          qh.add(
              uh.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(uh.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
                  .add(uh.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
                  .add(uh.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3)));
      if ((i & 3) != 3) {
        continue;
      }
      int g = (i >> 2) * GROUP_INTS;
      p.reinterpretAsInts().intoArray(groups, g);
      ph.reinterpretAsInts().intoArray(groups, g + 16);
      q.reinterpretAsInts().intoArray(groups, g + 32);
      qh.reinterpretAsInts().intoArray(groups, g + 48);
      // not ShortVector.zero: its result's class is known too late for the loop to stay in
      // registers
      p = p.broadcast((short) 0);
      ph = ph.broadcast((short) 0);
      q = q.broadcast((short) 0);
      qh = qh.broadcast((short) 0);
    }
  }

  /** Sums of 64 rows over 256 columns, then their minimums. */
  private static void blockSums(
      MemorySegment data, long scales, int[] groups, float[] sums, int firstSum, float[] own) {
    MappedMemory.touch(data, scales);
    for (int k = 0; k < 4; k++) {
      int from = 32 * (k >> 1);
      int up = 16 - 16 * (k & 1);
      int shift = 8 * k;
      FloatVector a = FloatVector.zero(FLOATS);
      FloatVector m = FloatVector.zero(FLOATS);
      for (int g = 0; g < GROUPS; g++) {
        IntVector low = IntVector.fromArray(INTS, groups, GROUP_INTS * g + from);
        IntVector high = IntVector.fromArray(INTS, groups, GROUP_INTS * g + from + 16);
        long at = scales + 128L * g;
        IntVector sc = IntVector.fromMemorySegment(INTS, data, at, LITTLE_ENDIAN);
        IntVector mn = IntVector.fromMemorySegment(INTS, data, at + 64, LITTLE_ENDIAN);
        FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
        IntVector sum =
            low.lanewise(LSHL, up)
                .lanewise(ASHR, 16)
                .add(high.lanewise(LSHL, up).lanewise(ASHR, 16).lanewise(LSHL, 2));
        IntVector scale = sc.lanewise(LSHR, shift).and(255);
        IntVector minimum = mn.lanewise(LSHR, shift).and(255);
        a =
            ((FloatVector) sum.convertShape(I2F, FLOATS, 0))
                .fma((FloatVector) scale.convertShape(I2F, FLOATS, 0), a);
        m = s.fma((FloatVector) minimum.convertShape(I2F, FLOATS, 0), m);
      }
      a.intoArray(own, 16 * k);
      m.intoArray(own, 64 + 16 * k);
    }
  }

  @Override
  public void expand(MemorySegment data, long offset, int half, ExpandedTile out) {
    MappedMemory.touch(data, offset);
    float[] weights = out.weights();
    long codes = offset + 128L * half;
    long scales = offset + CODE_BYTES;
    for (int g = 0; g < 8; g++) {
      IntVector sc =
          IntVector.fromMemorySegment(INTS, data, scales + 128L * g, LITTLE_ENDIAN)
              .lanewise(LSHR, 16 * half);
      IntVector mn =
          IntVector.fromMemorySegment(INTS, data, scales + 128L * g + 64, LITTLE_ENDIAN)
              .lanewise(LSHR, 16 * half);
      ((FloatVector) mn.and(255).convertShape(I2F, FLOATS, 0)).intoArray(out.minimums(), 32 * g);
      ((FloatVector) mn.lanewise(LSHR, 8).and(255).convertShape(I2F, FLOATS, 0))
          .intoArray(out.minimums(), 32 * g + 16);
      FloatVector even = (FloatVector) sc.and(255).convertShape(I2F, FLOATS, 0);
      FloatVector odd = (FloatVector) sc.lanewise(LSHR, 8).and(255).convertShape(I2F, FLOATS, 0);
      for (int i = 4 * g; i < 4 * g + 4; i++) {
        IntVector l = IntVector.fromMemorySegment(INTS, data, codes + 256L * i, LITTLE_ENDIAN);
        IntVector h = IntVector.fromMemorySegment(INTS, data, codes + 256L * i + 64, LITTLE_ENDIAN);
        for (int k = 0; k < 8; k++) {
          IntVector both =
              l.lanewise(LSHR, 2 * k)
                  .and(0x30003)
                  .or(h.lanewise(LSHR, 2 * k).and(0x30003).lanewise(LSHL, 2));
          int at = 32 * (8 * i + k);
          ((FloatVector) both.and(15).convertShape(I2F, FLOATS, 0))
              .mul(even)
              .intoArray(weights, at);
          ((FloatVector) both.lanewise(LSHR, 16).convertShape(I2F, FLOATS, 0))
              .mul(odd)
              .intoArray(weights, at + 16);
        }
      }
    }
    long e = scales + SCALE_BYTES + 128L * half;
    TileFactors.decode(data, e, out.factors());
    TileFactors.decode(data, e + 64, out.minimumFactors());
  }
}
