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
 * Q2_K in tiles of 64 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * codes    for each 8 columns: 64 shorts with 8 weights of a row; 4096 bytes for a block
 * scales   for each 16 columns: 64 bytes with sc and m as in the file, {@link TileOrder#bytePlace}
 * factors  for each block: d and dmin of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>As in {@link TileQ4K}; sums over 16 columns are exact integers. Traffic: 0.328 bytes per
 * weight, as much as in the file.
 */
final class TileQ2K implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final int CODE_BYTES = 4096;
  static final int SCALE_BYTES = 1024;
  static final int FACTOR_BYTES = 256;

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
    return 128;
  }

  @Override
  public int sumColumns() {
    return 16;
  }

  @Override
  public int manyRows() {
    return 11;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.pairs(x, from, tables, out);
  }

  @Override
  public long one(MemorySegment data, long tile, int blocks, TileInput x, float[] y, int yIndex) {
    MappedMemory.touch(data, tile);
    long scales = tile + (long) CODE_BYTES * blocks;
    long halves = scales + (long) SCALE_BYTES * blocks;
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
      int t = first + 128 * i;
      ahead += data.get(LONG, o + AHEAD) + data.get(LONG, o + AHEAD + 64);
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
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      q =
          q.add(
              u.reinterpretAsShorts()
                  .selectFrom(t0)
                  .add(u.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t1))
                  .add(u.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t2))
                  .add(u.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t3)));
      if ((i & 1) == 0) {
        continue;
      }
      int g = i >> 1;
      IntVector sc = IntVector.fromMemorySegment(INTS, data, scales + 64L * g, LITTLE_ENDIAN);
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      IntVector pi = p.reinterpretAsInts();
      IntVector qi = q.reinterpretAsInts();
      a =
          ((FloatVector) pi.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.and(15).convertShape(I2F, FLOATS, 0), a);
      ma = s.fma((FloatVector) sc.lanewise(LSHR, 4).and(15).convertShape(I2F, FLOATS, 0), ma);
      b =
          ((FloatVector) pi.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 8).and(15).convertShape(I2F, FLOATS, 0), b);
      mb = s.fma((FloatVector) sc.lanewise(LSHR, 12).and(15).convertShape(I2F, FLOATS, 0), mb);
      c =
          ((FloatVector) qi.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 16).and(15).convertShape(I2F, FLOATS, 0), c);
      mc = s.fma((FloatVector) sc.lanewise(LSHR, 20).and(15).convertShape(I2F, FLOATS, 0), mc);
      d =
          ((FloatVector) qi.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) sc.lanewise(LSHR, 24).and(15).convertShape(I2F, FLOATS, 0), d);
      md = s.fma((FloatVector) sc.lanewise(LSHR, 28).convertShape(I2F, FLOATS, 0), md);
      p = p.broadcast((short) 0);
      q = q.broadcast((short) 0);
      if ((g & 15) != 15) {
        continue;
      }
      int block = g >> 4;
      a.intoArray(own, 0);
      b.intoArray(own, 16);
      c.intoArray(own, 32);
      d.intoArray(own, 48);
      ma.intoArray(own, 64);
      mb.intoArray(own, 80);
      mc.intoArray(own, 96);
      md.intoArray(own, 112);
      long at = halves + (long) FACTOR_BYTES * block;
      ahead += TileFactors.add(data, at, 128, 64, factors[firstFactor + block], own, y, yIndex);
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
    float[] weights = out.weights();
    long codes = tile + (long) CODE_BYTES * block + 64L * half;
    long scales = tile + (long) CODE_BYTES * blocks + (long) SCALE_BYTES * block;
    for (int g = 0; g < 16; g++) {
      IntVector sc =
          IntVector.fromMemorySegment(INTS, data, scales + 64L * g, LITTLE_ENDIAN)
              .lanewise(LSHR, 16 * half);
      ((FloatVector) sc.lanewise(LSHR, 4).and(15).convertShape(I2F, FLOATS, 0))
          .intoArray(out.minimums(), 32 * g);
      ((FloatVector) sc.lanewise(LSHR, 12).and(15).convertShape(I2F, FLOATS, 0))
          .intoArray(out.minimums(), 32 * g + 16);
      FloatVector even = (FloatVector) sc.and(15).convertShape(I2F, FLOATS, 0);
      FloatVector odd = (FloatVector) sc.lanewise(LSHR, 8).and(15).convertShape(I2F, FLOATS, 0);
      for (int i = 2 * g; i < 2 * g + 2; i++) {
        IntVector l = IntVector.fromMemorySegment(INTS, data, codes + 128L * i, LITTLE_ENDIAN);
        for (int k = 0; k < 8; k++) {
          int at = 32 * (8 * i + k);
          IntVector both = l.lanewise(LSHR, 2 * k);
          ((FloatVector) both.and(3).convertShape(I2F, FLOATS, 0)).mul(even).intoArray(weights, at);
          ((FloatVector) both.lanewise(LSHR, 16).and(3).convertShape(I2F, FLOATS, 0))
              .mul(odd)
              .intoArray(weights, at + 16);
        }
      }
    }
    long e =
        tile
            + (long) (CODE_BYTES + SCALE_BYTES) * blocks
            + (long) FACTOR_BYTES * block
            + 128L * half;
    TileFactors.decode(data, e, out.factors());
    TileFactors.decode(data, e + 64, out.minimumFactors());
  }
}
