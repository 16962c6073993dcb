package abruzzi.quant.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Types with up to 16 levels in tiles of 64 rows: codes of four bits select levels, which are
 * multiplied with activations as floats.
 *
 * <pre>
 * scales   for each 32 or 16 columns: 64 signed bytes, {@link TileOrder#bytePlace}
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * codes    for each 16 rows, for each 32 columns: four times 16 ints with the next 8 columns of a
 *          row, four bits each from the lowest up; 8192 bytes
 * </pre>
 *
 * <p>A weight is {@code d * scale * level}. Sums over 16 columns are exact: levels are integers, or
 * such in units of a power of two. Traffic: 0.539 bytes per weight with scales for 32 columns,
 * 0.570 with scales for 16.
 */
final class TileFourBits implements TileKernel {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  /** Codes of 32 columns and 16 rows. */
  static final int STEP_BYTES = 256;

  private static final int GROUPS = 8;
  private static final int QUARTERS = 4;

  private final IntVector levels;
  private final TileScales scales;

  /**
   * @param levels weights of the codes before scales, 16 of them
   * @param scales how many columns share a scale
   */
  TileFourBits(float[] levels, TileScales scales) {
    this.levels = LevelTables.lanes(levels);
    this.scales = scales;
  }

  @Override
  public int blockBytes() {
    return GROUPS * QUARTERS * STEP_BYTES + scales.blockBytes() + TileScales.FACTOR_BYTES;
  }

  @Override
  public int sumColumns() {
    return 0;
  }

  @Override
  public int manyRows() {
    return 4;
  }

  @Override
  public void add(
      MemorySegment data, long offset, int tiles, TileInput x, int number, float[] y, int yIndex) {
    float[] own = x.block();
    Arrays.fill(own, Tiles.ROWS, 2 * Tiles.ROWS, 0); // there are no minimums
    float factor = x.factors()[number];
    long at = offset;
    for (int tile = 0; tile < tiles; tile++) {
      scales.decode(data, at, x.scales());
      long factors = at + scales.blockBytes();
      long codes = factors + TileScales.FACTOR_BYTES;
      for (int k = 0; k < QUARTERS; k++) {
        quarterSums(data, codes, x.scales(), 16 * k, x.values(), 256 * number, own);
        codes += (long) GROUPS * STEP_BYTES;
      }
      TileFactors.add(data, factors, 64, 0, factor, own, y, yIndex + Tiles.ROWS * tile);
      at += blockBytes();
    }
  }

  @Override
  public void expand(MemorySegment data, long offset, int half, ExpandedTile out) {
    MappedMemory.touch(data, offset);
    long factors = offset + scales.blockBytes();
    for (int g = 0; g < GROUPS; g++) {
      for (int k = 2 * half; k < 2 * half + 2; k++) {
        scales.decode(data, offset, g, k, out.scales());
        long codes = factors + TileScales.FACTOR_BYTES + (long) STEP_BYTES * (GROUPS * k + g);
        expand(data, codes, out.scales(), out.weights(), 1024 * g + 16 * (k & 1));
      }
    }
    TileFactors.decode(data, factors + 64L * half, out.factors());
  }

  /**
   * Sums of 16 rows over 256 columns.
   *
   * @param scales {@code [groups, 64]}
   * @param row the first of the rows
   * @param own receives the sums, at the rows
   */
  private void quarterSums(
      MemorySegment data, long codes, float[] scales, int row, float[] x, int first, float[] own) {
    IntVector levels = this.levels;
    int groupFloats = this.scales.groupBytes();
    int second = row + this.scales.secondOffset();
    MappedMemory.touch(data, codes);
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int g = 0; g < GROUPS; g++) {
      long o = codes + (long) STEP_BYTES * g;
      int i = first + 32 * g;
      FloatVector a0 = FloatVector.zero(FLOATS);
      FloatVector a1 = FloatVector.zero(FLOATS);
      FloatVector b0 = FloatVector.zero(FLOATS);
      FloatVector b1 = FloatVector.zero(FLOATS);
      LoadOrder.keep();
      IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
      a0 =
          u.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 0]), a0);
      a1 =
          u.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 1]), a1);
      a0 =
          u.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 2]), a0);
      a1 =
          u.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 3]), a1);
      a0 =
          u.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 4]), a0);
      a1 =
          u.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 5]), a1);
      a0 =
          u.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 6]), a0);
      a1 =
          u.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 7]), a1);
      LoadOrder.keep();
      IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
      a0 =
          v.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 8]), a0);
      a1 =
          v.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 9]), a1);
      a0 =
          v.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 10]), a0);
      a1 =
          v.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 11]), a1);
      a0 =
          v.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 12]), a0);
      a1 =
          v.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 13]), a1);
      a0 =
          v.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 14]), a0);
      a1 =
          v.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 15]), a1);
      LoadOrder.keep();
      IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
      b0 =
          w.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 16]), b0);
      b1 =
          w.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 17]), b1);
      b0 =
          w.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 18]), b0);
      b1 =
          w.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 19]), b1);
      b0 =
          w.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 20]), b0);
      b1 =
          w.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 21]), b1);
      b0 =
          w.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 22]), b0);
      b1 =
          w.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 23]), b1);
      LoadOrder.keep();
      IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
      b0 =
          z.selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 24]), b0);
      b1 =
          z.lanewise(LSHR, 4)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 25]), b1);
      b0 =
          z.lanewise(LSHR, 8)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 26]), b0);
      b1 =
          z.lanewise(LSHR, 12)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 27]), b1);
      b0 =
          z.lanewise(LSHR, 16)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 28]), b0);
      b1 =
          z.lanewise(LSHR, 20)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 29]), b1);
      b0 =
          z.lanewise(LSHR, 24)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 30]), b0);
      b1 =
          z.lanewise(LSHR, 28)
              .selectFrom(levels)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[i + 31]), b1);
      int at = groupFloats * g;
      sum =
          a0.add(a1)
              .fma(
                  FloatVector.fromArray(FLOATS, scales, at + row),
                  b0.add(b1).fma(FloatVector.fromArray(FLOATS, scales, at + second), sum));
    }
    sum.intoArray(own, row);
  }

  /**
   * Decodes 32 columns of 16 rows.
   *
   * @param scales 16 of the first 16 columns, 16 of the others
   * @param weights receives one column after another, 32 floats apart
   */
  private void expand(MemorySegment data, long o, float[] scales, float[] weights, int index) {
    IntVector levels = this.levels;
    IntVector u = IntVector.fromMemorySegment(INTS, data, o, LITTLE_ENDIAN);
    IntVector v = IntVector.fromMemorySegment(INTS, data, o + 64, LITTLE_ENDIAN);
    IntVector w = IntVector.fromMemorySegment(INTS, data, o + 128, LITTLE_ENDIAN);
    IntVector z = IntVector.fromMemorySegment(INTS, data, o + 192, LITTLE_ENDIAN);
    FloatVector s0 = FloatVector.fromArray(FLOATS, scales, 0);
    FloatVector s1 = FloatVector.fromArray(FLOATS, scales, 16);
    for (int j = 0; j < 8; j++) {
      u.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s0)
          .intoArray(weights, index + 32 * j);
      v.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s0)
          .intoArray(weights, index + 32 * j + 256);
      w.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s1)
          .intoArray(weights, index + 32 * j + 512);
      z.lanewise(LSHR, 4 * j)
          .selectFrom(levels)
          .reinterpretAsFloats()
          .mul(s1)
          .intoArray(weights, index + 32 * j + 768);
    }
  }
}
