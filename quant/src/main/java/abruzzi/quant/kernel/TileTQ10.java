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
 * TQ1_0 in tiles of 64 rows, multiplied by looking up three weights at once.
 *
 * <pre>
 * codes    for each 9 columns: 64 shorts with three numbers of 5 bits, each three weights in base
 *          three; 29 times 128 bytes, the last one fills up with zeros
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>One permute looks up the sum of three columns for 32 rows. Sums over a block are exact
 * integers and fit 16 bits. Traffic: 0.234 bytes per weight, a ninth more than in the file.
 */
final class TileTQ10 implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  static final int VECTORS = 29;
  static final int CODE_BYTES = VECTORS * 128;
  static final int FACTOR_BYTES = 128;

  /** Sign, exponent and fraction of a half float where a float has them. */
  private static final IntVector HALF_BITS = IntVector.broadcast(INTS, 0x8FFFE000);

  /** Exponents of floats and halves differ by that. */
  private static final float HALF_SCALE = 0x1p112f;

  @Override
  public int blockBytes() {
    return CODE_BYTES + FACTOR_BYTES;
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
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    int first = number * LookupTables.TRIPLES * LookupTables.ENTRIES;
    float factor = x.factors()[number];
    for (int tile = 0; tile < tiles; tile++) {
      long at = offset + (long) (CODE_BYTES + FACTOR_BYTES) * tile;
      block(data, at, x.tables(), first, factor, y, yIndex + Tiles.ROWS * tile);
    }
  }

  private static void block(
      MemorySegment data, long at, short[] tables, int first, float scale, float[] y, int yIndex) {
    MappedMemory.touch(data, at);
    FloatVector factor = FloatVector.broadcast(FLOATS, scale);
    ShortVector p0 = ShortVector.zero(SHORTS);
    ShortVector p1 = ShortVector.zero(SHORTS);
    ShortVector p2 = ShortVector.zero(SHORTS);
    ShortVector q0 = ShortVector.zero(SHORTS);
    ShortVector q1 = ShortVector.zero(SHORTS);
    ShortVector q2 = ShortVector.zero(SHORTS);
    for (int i = 0; i < VECTORS; i++) {
      long o = at + 128L * i;
      int t = first + 96 * i;
      IntVector v = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      IntVector u = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      ShortVector t0 = ShortVector.fromArray(SHORTS, tables, t);
      ShortVector t1 = ShortVector.fromArray(SHORTS, tables, t + 32);
      ShortVector t2 = ShortVector.fromArray(SHORTS, tables, t + 64);
      p0 = p0.add(v.reinterpretAsShorts().selectFrom(t0));
      p1 = p1.add(v.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1));
      p2 = p2.add(v.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2));
      q0 = q0.add(u.reinterpretAsShorts().selectFrom(t0));
      q1 = q1.add(u.lanewise(LSHR, 5).reinterpretAsShorts().selectFrom(t1));
      q2 = q2.add(u.lanewise(LSHR, 10).reinterpretAsShorts().selectFrom(t2));
      LoadOrder.keep();
    }
    IntVector v = IntVector.fromMemorySegment(INTS, data, at + CODE_BYTES, LITTLE_ENDIAN);
    IntVector u = IntVector.fromMemorySegment(INTS, data, at + CODE_BYTES + 64, LITTLE_ENDIAN);
    FloatVector da =
        v.lanewise(LSHL, 16).lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
    FloatVector db = v.lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
    FloatVector dc =
        u.lanewise(LSHL, 16).lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
    FloatVector dd = u.lanewise(ASHR, 3).and(HALF_BITS).reinterpretAsFloats().mul(HALF_SCALE);
    IntVector s0 = p0.add(p1).add(p2).reinterpretAsInts();
    ((FloatVector) s0.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
        .mul(da)
        .fma(factor, FloatVector.fromArray(FLOATS, y, yIndex))
        .intoArray(y, yIndex);
    ((FloatVector) s0.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
        .mul(db)
        .fma(factor, FloatVector.fromArray(FLOATS, y, yIndex + 16))
        .intoArray(y, yIndex + 16);
    IntVector s1 = q0.add(q1).add(q2).reinterpretAsInts();
    ((FloatVector) s1.lanewise(LSHL, 16).lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
        .mul(dc)
        .fma(factor, FloatVector.fromArray(FLOATS, y, yIndex + 32))
        .intoArray(y, yIndex + 32);
    ((FloatVector) s1.lanewise(ASHR, 16).convertShape(I2F, FLOATS, 0))
        .mul(dd)
        .fma(factor, FloatVector.fromArray(FLOATS, y, yIndex + 48))
        .intoArray(y, yIndex + 48);
  }
}
