package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
 *          in bit 3, the sign of the shift; 4096 bytes for a block
 * factors  for each block: d of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>As in {@link TileQ4K}; sums over 32 columns are exact integers. Traffic: 0.258 bytes per
 * weight, 0.063 more than in the file, whose codebook is no longer needed.
 */
final class TileIQ1S implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final int CODE_BYTES = 4096;
  static final int SCALE_BYTES = 0;
  static final int FACTOR_BYTES = 128;
  private static final IntVector SCALES = scales(false);

  /** What is subtracted for each activation: shifts, signs turned, times scales. */
  private static final IntVector MINIMUMS = scales(true);

  @Override
  public int blockBytes() {
    return CODE_BYTES + SCALE_BYTES + FACTOR_BYTES;
  }

  @Override
  public int codeBytes() {
    return CODE_BYTES;
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
  public int manyRows() {
    return 28;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.groupTriples(x, from, tables, out);
  }

  @Override
  public long one(MemorySegment data, long tile, int blocks, TileInput x, float[] y, int yIndex) {
    MappedMemory.touch(data, tile);
    long halves = tile + (long) CODE_BYTES * blocks;
    short[] tables = x.tables();
    int first = x.firstTable();
    float[] sums = x.sums();
    int firstSum = x.firstSum();
    float[] factors = x.factors();
    float[] own = x.block();
    int firstFactor = x.firstFactor();
    long ahead = 0;
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector c = FloatVector.zero(FLOATS);
    FloatVector d = FloatVector.zero(FLOATS);
    FloatVector ma = FloatVector.zero(FLOATS);
    FloatVector mb = FloatVector.zero(FLOATS);
    FloatVector mc = FloatVector.zero(FLOATS);
    FloatVector md = FloatVector.zero(FLOATS);
    ShortVector p = ShortVector.zero(SHORTS);
    ShortVector q = ShortVector.zero(SHORTS);
    int steps = 32 * blocks;
    for (int i = 0; i < steps; i++) {
      long o = tile + 128L * i;
      int t = first + 96 * i;
      ahead += data.get(LONG, o + AHEAD) + data.get(LONG, o + AHEAD + 64);
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      p =
          p.add(
              v.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(v.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1))
                  .add(v.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2)));
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      q =
          q.add(
              u.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(u.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1))
                  .add(u.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2)));
      if ((i & 3) != 3) {
        continue;
      }
      int g = i >> 2;
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      IntVector pi = p.reinterpretAsInts();
      IntVector qi = q.reinterpretAsInts();
      IntVector ia = v.lanewise(LSHR, 10);
      a =
          ((FloatVector) pi.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ia.selectFrom(SCALES).reinterpretAsFloats(), a);
      ma = s.fma(ia.selectFrom(MINIMUMS).reinterpretAsFloats(), ma);
      IntVector ib = v.lanewise(LSHR, 26);
      b =
          ((FloatVector) pi.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ib.selectFrom(SCALES).reinterpretAsFloats(), b);
      mb = s.fma(ib.selectFrom(MINIMUMS).reinterpretAsFloats(), mb);
      IntVector ic = u.lanewise(LSHR, 10);
      c =
          ((FloatVector) qi.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(ic.selectFrom(SCALES).reinterpretAsFloats(), c);
      mc = s.fma(ic.selectFrom(MINIMUMS).reinterpretAsFloats(), mc);
      IntVector id = u.lanewise(LSHR, 26);
      d =
          ((FloatVector) qi.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma(id.selectFrom(SCALES).reinterpretAsFloats(), d);
      md = s.fma(id.selectFrom(MINIMUMS).reinterpretAsFloats(), md);
      p = p.broadcast((short) 0);
      q = q.broadcast((short) 0);
      if ((g & 7) != 7) {
        continue;
      }
      int block = g >> 3;
      a.intoArray(own, 0);
      b.intoArray(own, 16);
      c.intoArray(own, 32);
      d.intoArray(own, 48);
      ma.intoArray(own, 64);
      mb.intoArray(own, 80);
      mc.intoArray(own, 96);
      md.intoArray(own, 112);
      long at = halves + (long) FACTOR_BYTES * block;
      ahead += TileFactors.add(data, at, 64, 0, factors[firstFactor + block], own, y, yIndex);
      a = a.broadcast(0f);
      b = b.broadcast(0f);
      c = c.broadcast(0f);
      d = d.broadcast(0f);
      ma = ma.broadcast(0f);
      mb = mb.broadcast(0f);
      mc = mc.broadcast(0f);
      md = md.broadcast(0f);
    }
    return ahead;
  }

  @Override
  public void expand(
      MemorySegment data, long tile, int blocks, int block, int half, ExpandedTile out) {
    MappedMemory.touch(data, tile);
    long codes = tile + (long) CODE_BYTES * block + 64L * half;
    float[] scales = out.scales();
    for (int g = 0; g < 8; g++) {
      long c = codes + 512L * g;
      IntVector v = IntVector.fromMemorySegment(INTS, data, c + 384, LITTLE_ENDIAN);
      IntVector even = v.lanewise(LSHR, 10);
      IntVector odd = v.lanewise(LSHR, 26);
      even.selectFrom(SCALES).reinterpretAsFloats().intoArray(scales, 0);
      odd.selectFrom(SCALES).reinterpretAsFloats().intoArray(scales, 16);
      even.selectFrom(MINIMUMS).reinterpretAsFloats().intoArray(out.minimums(), 32 * g);
      odd.selectFrom(MINIMUMS).reinterpretAsFloats().intoArray(out.minimums(), 32 * g + 16);
      for (int i = 0; i < 11; i++) {
        TernaryDigits.expand(
            data,
            c + 128L * (i / 3),
            5 * (i % 3),
            i == 10 ? 2 : 3,
            scales,
            out.weights(),
            1024 * g + 96 * i);
      }
    }
    long e = tile + (long) CODE_BYTES * blocks + (long) FACTOR_BYTES * block + 64L * half;
    TileFactors.decode(data, e, out.factors());
    System.arraycopy(out.factors(), 0, out.minimumFactors(), 0, 32);
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
