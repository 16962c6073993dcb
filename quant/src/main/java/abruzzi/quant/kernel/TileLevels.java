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
 * codes    for each block, for each 16 rows, for each 32 columns: as the subclass has it
 * scales   for each 32 or 16 columns: 64 signed bytes, {@link TileOrder#bytePlace}
 * factors  for each block: d of rows 0 to 31, then of rows 32 to 63, as halves
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
   * @param up by how many bits the scales of these rows are shifted to the top of ints
   * @return of no use, as that of {@link #one}
   */
  abstract long quarterSums(
      MemorySegment data,
      long codes,
      long scale,
      int up,
      float[] x,
      int first,
      float[] own,
      int row);

  /**
   * Decodes 32 columns of 16 rows.
   *
   * @param scales 16 of the first 16 columns, 16 of the others
   * @param weights receives one column after another, 32 floats apart
   */
  abstract void expand(MemorySegment data, long codes, float[] scales, float[] weights, int index);

  @Override
  public int blockBytes() {
    return codeBytes() + scales.blockBytes() + TileScales.FACTOR_BYTES;
  }

  @Override
  public int codeBytes() {
    return GROUPS * QUARTERS * stepBytes;
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
  public long one(MemorySegment data, long tile, int blocks, TileInput x, float[] y, int yIndex) {
    MappedMemory.touch(data, tile);
    long scale = tile + (long) codeBytes() * blocks;
    long halves = scale + (long) scales.blockBytes() * blocks;
    float[] own = x.block();
    Arrays.fill(own, Tiles.ROWS, 2 * Tiles.ROWS, 0); // there are no minimums
    long ahead = 0;
    for (int block = 0; block < blocks; block++) {
      long codes = tile + (long) codeBytes() * block;
      int first = x.firstValue() + 256 * block;
      for (int k = 0; k < QUARTERS; k++) {
        ahead += quarterSums(data, codes, scale, 24 - 8 * k, x.values(), first, own, 16 * k);
        codes += (long) GROUPS * stepBytes;
      }
      scale += scales.blockBytes();
      long at = halves + (long) TileScales.FACTOR_BYTES * block;
      float factor = x.factors()[x.firstFactor() + block];
      ahead += TileFactors.add(data, at, 64, 0, factor, own, y, yIndex);
    }
    return ahead;
  }

  @Override
  public void expand(
      MemorySegment data, long tile, int blocks, int block, int half, ExpandedTile out) {
    MappedMemory.touch(data, tile);
    long scale = tile + (long) codeBytes() * blocks + (long) scales.blockBytes() * block;
    for (int g = 0; g < GROUPS; g++) {
      for (int k = 2 * half; k < 2 * half + 2; k++) {
        scales.decode(data, scale, g, k, out.scales());
        long codes = tile + (long) codeBytes() * block + (long) stepBytes * (GROUPS * k + g);
        expand(data, codes, out.scales(), out.weights(), 1024 * g + 16 * (k & 1));
      }
    }
    Arrays.fill(out.minimumFactors(), 0);
    long e =
        tile
            + (long) (codeBytes() + scales.blockBytes()) * blocks
            + (long) TileScales.FACTOR_BYTES * block
            + 64L * half;
    TileFactors.decode(data, e, out.factors());
  }
}
