package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * TQ1_0 in tiles of 32 rows, multiplied by looking up three weights at once.
 *
 * <pre>
 * codes   for each 9 columns: 32 shorts with three numbers of 5 bits, each three weights in base
 *         three; 29 times 64 bytes for a block of 256 columns, the last one fills up with zeros
 * scales  for each block: 32 halves d
 * </pre>
 *
 * <p>As in {@link TileQ4K}; sums over a block are exact integers and fit 16 bits. Traffic: 0.234
 * bytes per weight, a ninth more than in the file.
 */
final class TileTQ10 implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  static final int VECTORS = 29;
  static final int CODE_BYTES = VECTORS * 64;
  static final int SCALE_BYTES = 64;
  private static final IntVector[] ONES = digits(1);
  private static final IntVector[] THREES = digits(3);
  private static final IntVector[] NINES = digits(9);

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
    return LookupTables.TRIPLES;
  }

  @Override
  public int sumColumns() {
    return 0;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    LookupTables.triples(x, from, tables, out);
  }

  @Override
  public long one(
      MemorySegment data, long codes, long scales, int blocks, TileInput x, float[] y, int yIndex) {
    MappedMemory.touch(data, codes);
    short[] tables = x.tables();
    int first = x.firstTable();
    float[] factors = x.factors();
    int firstFactor = x.firstFactor();
    long ahead = 0;
    FloatVector ya = FloatVector.zero(FLOATS);
    FloatVector yb = FloatVector.zero(FLOATS);
    ShortVector p0 = ShortVector.zero(SHORTS);
    ShortVector p1 = ShortVector.zero(SHORTS);
    ShortVector p2 = ShortVector.zero(SHORTS);
    int steps = VECTORS * blocks;
    int left = VECTORS;
    int block = 0;
    for (int i = 0; i < steps; i++) {
      long o = codes + 64L * i;
      int q = first + 96 * i;
      ahead += data.get(LONG, o + AHEAD);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      p0 = p0.add(v.reinterpretAsShorts().selectFrom(ShortVector.fromArray(SHORTS, tables, q)));
      p1 =
          p1.add(
              v.lanewise(LSHR, 5)
                  .reinterpretAsShorts()
                  .selectFrom(ShortVector.fromArray(SHORTS, tables, q + 32)));
      p2 =
          p2.add(
              v.lanewise(LSHR, 10)
                  .reinterpretAsShorts()
                  .selectFrom(ShortVector.fromArray(SHORTS, tables, q + 64)));
      if (--left > 0) {
        continue;
      }
      IntVector s = p0.add(p1).add(p2).reinterpretAsInts();
      long e = scales + (long) SCALE_BYTES * block;
      IntVector d = IntVector.fromMemorySegment(INTS, data, e, LITTLE_ENDIAN);
      FloatVector da =
          d.lanewise(LSHL, 16)
              .lanewise(ASHR, 3)
              .and(HALF_BITS)
              .reinterpretAsFloats()
              .mul(HALF_SCALE);
      FloatVector db = d.lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
      FloatVector k = FloatVector.broadcast(FLOATS, factors[firstFactor + block]);
      ya =
          ((FloatVector) s.lanewise(LSHL, 16).lanewise(ASHR, 16).convert(I2F, 0))
              .mul(da)
              .fma(k, ya);
      yb = ((FloatVector) s.lanewise(ASHR, 16).convert(I2F, 0)).mul(db).fma(k, yb);
      p0 = ShortVector.zero(SHORTS);
      p1 = ShortVector.zero(SHORTS);
      p2 = ShortVector.zero(SHORTS);
      left = VECTORS;
      block++;
    }
    ya.add(FloatVector.fromArray(FLOATS, y, yIndex)).intoArray(y, yIndex);
    yb.add(FloatVector.fromArray(FLOATS, y, yIndex + 16)).intoArray(y, yIndex + 16);
    return ahead;
  }

  @Override
  public void expand(MemorySegment data, long codes, long scales, ExpandedTile out) {
    MappedMemory.touch(data, codes);
    float[] weights = out.weights();
    for (int i = 0; i < 86; i++) {
      IntVector v =
          IntVector.fromMemorySegment(INTS, data, codes + 64L * (i / 3), LITTLE_ENDIAN)
              .lanewise(LSHR, 5 * (i % 3));
      IntVector a = v.and(31);
      IntVector b = v.lanewise(LSHR, 16).and(31);
      int at = 96 * i;
      a.selectFrom(ONES[0], ONES[1]).reinterpretAsFloats().intoArray(weights, at);
      b.selectFrom(ONES[0], ONES[1]).reinterpretAsFloats().intoArray(weights, at + 16);
      if (i == 85) {
        break;
      }
      a.selectFrom(THREES[0], THREES[1]).reinterpretAsFloats().intoArray(weights, at + 32);
      b.selectFrom(THREES[0], THREES[1]).reinterpretAsFloats().intoArray(weights, at + 48);
      a.selectFrom(NINES[0], NINES[1]).reinterpretAsFloats().intoArray(weights, at + 64);
      b.selectFrom(NINES[0], NINES[1]).reinterpretAsFloats().intoArray(weights, at + 80);
    }
    Arrays.fill(out.scales(), 0, 32, 1);
    Arrays.fill(out.minimums(), 0, 32, 0);
    Arrays.fill(out.minimumFactors(), 0);
    long e = scales;
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
  }

  /** Weights that the digit of a number below 27 stands for, 32 entries in two vectors. */
  private static IntVector[] digits(int weight) {
    float[] values = new float[32];
    for (int i = 0; i < 27; i++) {
      values[i] = i / weight % 3 - 1;
    }
    return new IntVector[] {
      FloatVector.fromArray(FLOATS, values, 0).reinterpretAsInts(),
      FloatVector.fromArray(FLOATS, values, 16).reinterpretAsInts()
    };
  }
}
