package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Types with up to eight levels in tiles of 64 rows, multiplied by looking up pairs of weights.
 *
 * <pre>
 * for each 32 rows, for each 32 or 64 columns, two scales a row:
 *     scales   64 signed bytes: of rows i and i + 16 the first one, then of both the second one
 *     codes    for each 16 columns three times 32 shorts, {@link TileOrder#shortPlace}. Six bits are
 *              the codes of two columns, the first one's lowest. The lowest 12 bits are columns 0 to
 *              3, 4 to 7 and 8 to 11; of columns 12 and 13, bits 12 and 13 of the third short are
 *              the lowest two and bits 12 to 15 of the first one the others, of columns 14 and 15
 *              bits 14 and 15 of the third and 12 to 15 of the second
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * </pre>
 *
 * <p>A weight is {@code d * scale * level}. Three pairs fit 16 bits, whatever the levels: sums over
 * 16 columns are exact integers. Traffic: 0.414 bytes per weight with scales for 32 columns, 0.445
 * with scales for 16.
 */
final class TileThreeBits implements TileKernel {
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
  private static final int GROUPS = 16;

  /** Codes of 16 columns and 32 rows. */
  static final int STEP_BYTES = 192;

  static final int SCALE_BYTES = 64;

  /** The upper four of six bits, where a short has them. */
  private static final int UPPER = 0xF000F000;

  private final LevelPairs pairs;
  private final float unit;
  private final int perScales;

  /**
   * @param levels weights of the codes before scales, 8 of them, whole multiples of {@code unit}
   * @param unit a power of two
   * @param scales how many columns share a scale
   */
  TileThreeBits(float[] levels, float unit, TileScales scales) {
    this.pairs = LevelPairs.of(levels, unit);
    this.unit = unit;
    this.perScales = groupsPerScales(scales);
  }

  @Override
  public int blockBytes() {
    return 2 * halfBytes(perScales) + TileScales.FACTOR_BYTES;
  }

  /** Groups of 16 columns that share 64 bytes with scales. */
  static int groupsPerScales(TileScales scales) {
    return scales.columns() / 8;
  }

  /** Scales and codes of 32 rows. */
  static int halfBytes(int perScales) {
    return GROUPS * STEP_BYTES + GROUPS / perScales * SCALE_BYTES;
  }

  @Override
  public int tables() {
    return 256;
  }

  @Override
  public int sumColumns() {
    return 0;
  }

  @Override
  public void fillTables(short[] x, int from, short[] tables, int out) {
    pairs.fill(x, from, tables, out);
  }

  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    float[] own = x.block();
    Arrays.fill(own, Tiles.ROWS, 2 * Tiles.ROWS, 0); // there are no minimums
    float factor = unit * x.factors()[number];
    int first = number * tables() * LookupTables.ENTRIES;
    int half = halfBytes(perScales);
    long at = offset;
    for (int tile = 0; tile < tiles; tile++) {
      halfSums(data, at, perScales, x.tables(), first, own, 0);
      halfSums(data, at + half, perScales, x.tables(), first, own, 32);
      long factors = at + 2L * half;
      TileFactors.add(data, factors, 64, 0, factor, own, y, yIndex + Tiles.ROWS * tile);
      at += blockBytes();
    }
  }

  /**
   * Sums of 32 rows over 256 columns.
   *
   * @param own receives the sums from {@code to}
   */
  private static void halfSums(
      MemorySegment data, long at, int perScales, short[] tables, int first, float[] own, int to) {
    MappedMemory.touch(data, at);
    long stepBytes = SCALE_BYTES + (long) STEP_BYTES * perScales;
    int shift = perScales >> 1; // 2 groups or 4
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      long scales = at + stepBytes * (g >> shift);
      long o = scales + SCALE_BYTES + (long) STEP_BYTES * (g & (perScales - 1));
      int t = first + 512 * g;
      IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      IntVector a =
          u.reinterpretAsShorts()
              .selectFrom(
                  ShortVector.fromArray(SHORTS, tables, t),
                  ShortVector.fromArray(SHORTS, tables, t + 32))
              .add(
                  u.lanewise(LSHR, 6)
                      .reinterpretAsShorts()
                      .selectFrom(
                          ShortVector.fromArray(SHORTS, tables, t + 64),
                          ShortVector.fromArray(SHORTS, tables, t + 96)))
              .add(
                  v.reinterpretAsShorts()
                      .selectFrom(
                          ShortVector.fromArray(SHORTS, tables, t + 128),
                          ShortVector.fromArray(SHORTS, tables, t + 160)))
              .reinterpretAsInts();
      IntVector b =
          v.lanewise(LSHR, 6)
              .reinterpretAsShorts()
              .selectFrom(
                  ShortVector.fromArray(SHORTS, tables, t + 192),
                  ShortVector.fromArray(SHORTS, tables, t + 224))
              .add(
                  w.reinterpretAsShorts()
                      .selectFrom(
                          ShortVector.fromArray(SHORTS, tables, t + 256),
                          ShortVector.fromArray(SHORTS, tables, t + 288)))
              .add(
                  w.lanewise(LSHR, 6)
                      .reinterpretAsShorts()
                      .selectFrom(
                          ShortVector.fromArray(SHORTS, tables, t + 320),
                          ShortVector.fromArray(SHORTS, tables, t + 352)))
              .reinterpretAsInts();
      IntVector c =
          w.lanewise(LSHR, 2)
              .lanewise(BITWISE_BLEND, u, UPPER)
              .lanewise(LSHR, 10)
              .reinterpretAsShorts()
              .selectFrom(
                  ShortVector.fromArray(SHORTS, tables, t + 384),
                  ShortVector.fromArray(SHORTS, tables, t + 416))
              .add(
                  w.lanewise(LSHR, 4)
                      .lanewise(BITWISE_BLEND, v, UPPER)
                      .lanewise(LSHR, 10)
                      .reinterpretAsShorts()
                      .selectFrom(
                          ShortVector.fromArray(SHORTS, tables, t + 448),
                          ShortVector.fromArray(SHORTS, tables, t + 480)))
              .reinterpretAsInts();
      IntVector scale =
          IntVector.fromMemorySegment(INTS, data, scales, LITTLE_ENDIAN)
              .lanewise(LSHL, 16 - 16 * ((g >> (shift - 1)) & 1));
      IntVector low =
          a.lanewise(LSHL, 16)
              .lanewise(ASHR, 16)
              .add(b.lanewise(LSHL, 16).lanewise(ASHR, 16))
              .add(c.lanewise(LSHL, 16).lanewise(ASHR, 16));
      IntVector high = a.lanewise(ASHR, 16).add(b.lanewise(ASHR, 16)).add(c.lanewise(ASHR, 16));
      even =
          ((FloatVector) low.convertShape(I2F, FLOATS, 0))
              .fma(
                  (FloatVector)
                      scale.lanewise(LSHL, 8).lanewise(ASHR, 24).convertShape(I2F, FLOATS, 0),
                  even);
      odd =
          ((FloatVector) high.convertShape(I2F, FLOATS, 0))
              .fma((FloatVector) scale.lanewise(ASHR, 24).convertShape(I2F, FLOATS, 0), odd);
    }
    even.intoArray(own, to);
    odd.intoArray(own, to + 16);
  }
}
