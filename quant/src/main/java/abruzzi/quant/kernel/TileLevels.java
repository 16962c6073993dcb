package abruzzi.quant.kernel;

import abruzzi.quant.gguf.MappedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;

/**
 * Types with up to 16 levels in tiles of 64 rows: codes select levels, which are multiplied with
 * activations as floats.
 *
 * <pre>
 * scales   for each 32 or 16 columns: 64 signed bytes, {@link TileOrder#bytePlace}
 * factors  d of rows 0 to 31, then of rows 32 to 63, as halves
 * codes    for each 16 rows, for each 32 columns: as the subclass has it
 * </pre>
 *
 * <p>A weight is {@code d * scale * level}. Sums over 16 columns are exact: levels are integers, or
 * such in units of a power of two.
 */
abstract class TileLevels implements TileKernel {
  static final int GROUPS = 8;
  static final int QUARTERS = 4;

  private final IntVector levels;
  private final TileScales scales;
  private final int stepBytes;

  /**
   * @param levels weights of the codes before scales
   * @param scales how many columns share a scale
   * @param stepBytes codes of 32 columns and 16 rows
   */
  TileLevels(float[] levels, TileScales scales, int stepBytes) {
    this.levels = LevelTables.lanes(levels);
    this.scales = scales;
    this.stepBytes = stepBytes;
  }

  /** The bits of 16 levels. */
  final IntVector levels() {
    return levels;
  }

  final TileScales scales() {
    return scales;
  }

  /**
   * Sums of 16 rows over 256 columns.
   *
   * @param scales {@code [groups, 64]}
   * @param row the first of the rows
   * @param own receives the sums, at the rows
   */
  abstract void quarterSums(
      MemorySegment data, long codes, float[] scales, int row, float[] x, int first, float[] own);

  /**
   * Decodes 32 columns of 16 rows.
   *
   * @param scales 16 of the first 16 columns, 16 of the others
   * @param weights receives one column after another, 32 floats apart
   */
  abstract void expand(MemorySegment data, long codes, float[] scales, float[] weights, int index);

  @Override
  public int blockBytes() {
    return GROUPS * QUARTERS * stepBytes + scales.blockBytes() + TileScales.FACTOR_BYTES;
  }

  @Override
  public int tables() {
    return 0;
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
  public void fillTables(short[] x, int from, short[] tables, int out) {
    throw new UnsupportedOperationException("there are no tables");
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
        codes += (long) GROUPS * stepBytes;
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
        long codes = factors + TileScales.FACTOR_BYTES + (long) stepBytes * (GROUPS * k + g);
        expand(data, codes, out.scales(), out.weights(), 1024 * g + 16 * (k & 1));
      }
    }
    Arrays.fill(out.minimumFactors(), 0);
    TileFactors.decode(data, factors + 64L * half, out.factors());
  }
}
