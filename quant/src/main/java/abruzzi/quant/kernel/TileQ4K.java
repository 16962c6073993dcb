package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Q4_K in tiles of 32 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * codes   for each 8 columns: 32 shorts with the low two bits of 8 weights of a row, 32 with the
 *         high two bits; 4096 bytes for a block of 256 columns
 * scales  for each block: 8 times 32 bytes sc and 32 bytes m, then 32  d and 32  dmin
 * </pre>
 *
 * <p>Two bits of two weights select from a table of sums, so that one permute does two columns of
 * 32 rows; sums over 32 columns are exact integers. In every 32 shorts, those of row {@code i} and
 * of row {@code i + 16} lie side by side. Traffic: 0.578 bytes per weight.
 */
final class TileQ4K implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final int CODE_BYTES = 4096;
  static final int SCALE_BYTES = 640;

  /** Sign, exponent and fraction of a half float where a float has them. */
  private static final IntVector HALF_BITS = IntVector.broadcast(INTS, 0x8FFFE000);

  /** Exponents of floats and halves differ by that. */
  private static final float HALF_SCALE = 0x1p112f;

  @Override
  public int codeBytes() {
    return CODE_BYTES;
  }

  @Override
  public int scaleBytes() {
    return SCALE_BYTES;
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

  @Override
  public long one(
      MemorySegment data, long codes, long scales, int blocks, TileInput x, float[] y, int yIndex) {
    MappedMemory.touch(data, codes);
    short[] tables = x.tables();
    int first = x.firstTable();
    float[] sums = x.sums();
    int firstSum = x.firstSum();
    float[] factors = x.factors();
    int firstFactor = x.firstFactor();
    long ahead = 0;
    FloatVector ya = FloatVector.zero(FLOATS);
    FloatVector yb = FloatVector.zero(FLOATS);
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = FloatVector.zero(FLOATS);
    FloatVector ma = FloatVector.zero(FLOATS);
    FloatVector mb = FloatVector.zero(FLOATS);
    ShortVector lo = ShortVector.zero(SHORTS);
    ShortVector hi = ShortVector.zero(SHORTS);
    int steps = 16 * blocks;
    for (int i = 0; i < steps; i++) {
      long o = codes + 256L * i;
      int q = first + 256 * i;
      ahead +=
          data.get(LONG, o + AHEAD)
              + data.get(LONG, o + AHEAD + 64)
              + data.get(LONG, o + AHEAD + 128)
              + data.get(LONG, o + AHEAD + 192);
      IntVector l0 = IntVector.fromMemorySegment(INTS, data, o + 0, LITTLE_ENDIAN);
      IntVector h0 = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ShortVector t00 = ShortVector.fromArray(SHORTS, tables, q + 0);
      ShortVector t01 = ShortVector.fromArray(SHORTS, tables, q + 32);
      ShortVector t02 = ShortVector.fromArray(SHORTS, tables, q + 64);
      ShortVector t03 = ShortVector.fromArray(SHORTS, tables, q + 96);
      lo =
          lo.add(
              l0.reinterpretAsShorts()
                  .selectFrom(t00)
                  .add(l0.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t01))
                  .add(l0.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t02))
                  .add(l0.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t03)));
      hi =
          hi.add(
              h0.reinterpretAsShorts()
                  .selectFrom(t00)
                  .add(h0.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t01))
                  .add(h0.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t02))
                  .add(h0.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t03)));
      IntVector l1 = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      IntVector h1 = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      ShortVector t10 = ShortVector.fromArray(SHORTS, tables, q + 128);
      ShortVector t11 = ShortVector.fromArray(SHORTS, tables, q + 160);
      ShortVector t12 = ShortVector.fromArray(SHORTS, tables, q + 192);
      ShortVector t13 = ShortVector.fromArray(SHORTS, tables, q + 224);
      lo =
          lo.add(
              l1.reinterpretAsShorts()
                  .selectFrom(t10)
                  .add(l1.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t11))
                  .add(l1.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t12))
                  .add(l1.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t13)));
      hi =
          hi.add(
              h1.reinterpretAsShorts()
                  .selectFrom(t10)
                  .add(h1.lanewise(LSHR, 4).reinterpretAsShorts().selectFrom(t11))
                  .add(h1.lanewise(LSHR, 8).reinterpretAsShorts().selectFrom(t12))
                  .add(h1.lanewise(LSHR, 12).reinterpretAsShorts().selectFrom(t13)));
      if ((i & 1) == 0) {
        continue;
      }
      int g = i >> 1;
      long c = scales + SCALE_BYTES * (long) (g >> 3) + 64L * (g & 7);
      FloatVector sa =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector sb =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 16, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector oa =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 32, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector ob =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 48, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      IntVector v = lo.reinterpretAsInts();
      IntVector u = hi.reinterpretAsInts();
      FloatVector even =
          (FloatVector)
              v.lanewise(LSHL, 16)
                  .lanewise(ASHR, 16)
                  .add(u.lanewise(LSHL, 16).lanewise(ASHR, 14))
                  .convert(I2F, 0);
      FloatVector odd =
          (FloatVector)
              v.lanewise(ASHR, 16).add(u.lanewise(ASHR, 16).lanewise(LSHL, 2)).convert(I2F, 0);
      FloatVector s = FloatVector.broadcast(FLOATS, sums[firstSum + g]);
      a = even.fma(sa, a);
      b = odd.fma(sb, b);
      ma = s.fma(oa, ma);
      mb = s.fma(ob, mb);
      lo = ShortVector.zero(SHORTS);
      hi = ShortVector.zero(SHORTS);
      if ((i & 15) != 15) {
        continue;
      }
      long e = scales + SCALE_BYTES * (long) (g >> 3) + 512;
      IntVector d = IntVector.fromMemorySegment(INTS, data, e, LITTLE_ENDIAN);
      FloatVector da =
          d.lanewise(LSHL, 16)
              .lanewise(ASHR, 3)
              .and(HALF_BITS)
              .reinterpretAsFloats()
              .mul(HALF_SCALE);
      FloatVector db = d.lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
      IntVector n = IntVector.fromMemorySegment(INTS, data, e + 64, LITTLE_ENDIAN);
      FloatVector na =
          n.lanewise(LSHL, 16)
              .lanewise(ASHR, 3)
              .and(HALF_BITS)
              .reinterpretAsFloats()
              .mul(HALF_SCALE);
      FloatVector nb = n.lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
      FloatVector k = FloatVector.broadcast(FLOATS, factors[firstFactor + (i >> 4)]);
      ya = a.mul(da).sub(ma.mul(na)).fma(k, ya);
      yb = b.mul(db).sub(mb.mul(nb)).fma(k, yb);
      a = FloatVector.zero(FLOATS);
      b = FloatVector.zero(FLOATS);
      ma = FloatVector.zero(FLOATS);
      mb = FloatVector.zero(FLOATS);
    }
    ya.add(FloatVector.fromArray(FLOATS, y, yIndex)).intoArray(y, yIndex);
    yb.add(FloatVector.fromArray(FLOATS, y, yIndex + 16)).intoArray(y, yIndex + 16);
    return ahead;
  }

  @Override
  public void expand(MemorySegment data, long codes, long scales, ExpandedTile out) {
    MappedMemory.touch(data, codes);
    float[] weights = out.weights();
    for (int i = 0; i < 32; i++) {
      IntVector l = IntVector.fromMemorySegment(INTS, data, codes + 128L * i, LITTLE_ENDIAN);
      IntVector h = IntVector.fromMemorySegment(INTS, data, codes + 128L * i + 64, LITTLE_ENDIAN);
      for (int k = 0; k < 8; k++) {
        int shift = 2 * k;
        IntVector both =
            l.lanewise(LSHR, shift)
                .and(0x30003)
                .or(h.lanewise(LSHR, shift).and(0x30003).lanewise(LSHL, 2));
        int at = 32 * (8 * i + k);
        ((FloatVector) both.and(15).convert(I2F, 0)).intoArray(weights, at);
        ((FloatVector) both.lanewise(LSHR, 16).convert(I2F, 0)).intoArray(weights, at + 16);
      }
    }
    for (int g = 0; g < 8; g++) {
      long c = scales + 64L * g;
      FloatVector sa =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector sb =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 16, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector oa =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 32, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      FloatVector ob =
          (FloatVector)
              ((IntVector)
                      ByteVector.fromMemorySegment(BYTES, data, c + 48, LITTLE_ENDIAN)
                          .convertShape(ZERO_EXTEND_B2I, INTS, 0))
                  .convert(I2F, 0);
      sa.intoArray(out.scales(), 32 * g);
      sb.intoArray(out.scales(), 32 * g + 16);
      oa.intoArray(out.minimums(), 32 * g);
      ob.intoArray(out.minimums(), 32 * g + 16);
    }
    long e = scales + 512;
    IntVector d = IntVector.fromMemorySegment(INTS, data, e, LITTLE_ENDIAN);
    d.lanewise(LSHL, 16)
        .lanewise(ASHR, 3)
        .and(HALF_BITS)
        .reinterpretAsFloats()
        .mul(HALF_SCALE)
        .intoArray(out.factors(), 0);
    d.lanewise(ASHR, 3)
        .and(HALF_BITS)
        .reinterpretAsFloats()
        .mul(HALF_SCALE)
        .intoArray(out.factors(), 16);
    IntVector n = IntVector.fromMemorySegment(INTS, data, e + 64, LITTLE_ENDIAN);
    n.lanewise(LSHL, 16)
        .lanewise(ASHR, 3)
        .and(HALF_BITS)
        .reinterpretAsFloats()
        .mul(HALF_SCALE)
        .intoArray(out.minimumFactors(), 0);
    n.lanewise(ASHR, 3)
        .and(HALF_BITS)
        .reinterpretAsFloats()
        .mul(HALF_SCALE)
        .intoArray(out.minimumFactors(), 16);
  }
}
