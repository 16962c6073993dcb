package abruzzi.quant.kernel;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Matrices in tiles: 64 rows with their codes interleaved, so that vectors look up or multiply
 * codes of several rows at once.
 *
 * <p>Tiles of 1024 rows are a panel: the first 256 columns of all its tiles, then the next of all
 * its tiles, and so on. What is looked up for 256 columns thus stays in the nearest cache while
 * weights of 1024 rows stream by, one after the other.
 *
 * <p>A tile holds the same codes and scales as the rows it is made of, in another order. Products
 * with tiles use activations of 8 bits ({@link BlockActivations}) and sum integers exactly.
 */
public final class Tiles {
  /** Rows of a tile. */
  public static final int ROWS = 64;

  /** Tiles of a panel. */
  static final int PANEL_TILES = 16;

  /** Rows of a panel; the last one of a matrix may have fewer. */
  public static final int PANEL_ROWS = PANEL_TILES * ROWS;

  /** What memory must have behind the last tile, because kernels read ahead. */
  public static final long PADDING_BYTES = 4096;

  private static final int COLUMNS = 256;
  private static final int VECTOR_BITS = 512;

  private static final Map<GgmlType, TileKernel> KERNELS =
      new EnumMap<>(
          Map.of(
              GgmlType.Q6_K, new TileQ6K(),
              GgmlType.Q4_K, new TileQ4K(),
              GgmlType.Q2_K, new TileQ2K(),
              GgmlType.TQ1_0, new TileTQ10(),
              GgmlType.IQ1_S, new TileIQ1S()));

  private static final Map<GgmlType, TileWriter> WRITERS =
      new EnumMap<>(
          Map.of(
              GgmlType.Q6_K, new TileQ6KWriter(),
              GgmlType.Q4_K, new TileQ4KWriter(),
              GgmlType.Q2_K, new TileQ2KWriter(),
              GgmlType.TQ1_0, new TileTQ10Writer(),
              GgmlType.IQ1_S, new TileIQ1SWriter()));

  static {
    TileScales fine = TileScales.OF_16_COLUMNS;
    TileScales coarse = TileScales.OF_32_COLUMNS;
    threeBits(GgmlType.IQ2_XXS, IQ2XXSCodes.LEVELS, IQ2XXSCodes.UNIT, new IQ2XXSCodes(), coarse);
    threeBits(GgmlType.IQ2_XS, IQ2XXSCodes.LEVELS, IQ2XXSCodes.UNIT, new IQ2XSCodes(), fine);
    threeBits(GgmlType.IQ2_S, IQ2XXSCodes.LEVELS, IQ2XXSCodes.UNIT, new IQ2SCodes(), fine);
    threeBits(GgmlType.Q3_K, Q3KCodes.LEVELS, 1, new Q3KCodes(), fine);
    fourBits(GgmlType.IQ3_XXS, IQ3XXSCodes.LEVELS, new IQ3XXSCodes(), coarse);
    fourBits(GgmlType.IQ3_S, IQ3SCodes.LEVELS, new IQ3SCodes(), coarse);
    fourBits(GgmlType.IQ4_XS, IQ4XSCodes.LEVELS, new IQ4XSCodes(), coarse);
  }

  private static void threeBits(
      GgmlType type, float[] levels, float unit, LevelCodes codes, TileScales scales) {
    KERNELS.put(type, new TileThreeBits(levels, unit, scales));
    WRITERS.put(type, new TileThreeBitsWriter(codes, type.blockBytes(), scales));
  }

  private static void fourBits(GgmlType type, float[] levels, LevelCodes codes, TileScales scales) {
    KERNELS.put(type, new TileFourBits(levels, scales));
    WRITERS.put(type, new TileFourBitsWriter(codes, type.blockBytes(), scales));
  }

  private Tiles() {}

  /** Types that can be in tiles. */
  public static Set<GgmlType> types() {
    return KERNELS.keySet();
  }

  static TileKernel kernel(GgmlType type) {
    return KERNELS.get(type);
  }

  /** Whether this process has the kernels for tiles of all types: they need vectors of 512 bit. */
  public static boolean available() {
    return VectorWidth.BITS == VECTOR_BITS;
  }

  /** Whether this process has the kernel for tiles of this type; some need only 256 bit. */
  public static boolean available(GgmlType type) {
    TileKernel kernel = kernel(type);
    return kernel != null && VectorWidth.BITS >= kernel.leastBits();
  }

  /** Whether a matrix of this type and shape can be in tiles. */
  public static boolean fits(GgmlType type, long rows, int columns) {
    return KERNELS.containsKey(type) && rows % ROWS == 0 && columns % COLUMNS == 0;
  }

  static void check(GgmlType type, long rows, int columns) {
    if (!fits(type, rows, columns)) {
      throw new IllegalArgumentException(
          "type="
              + type
              + " rows="
              + rows
              + " columns="
              + columns
              + ", expected one of "
              + KERNELS.keySet()
              + ", a multiple of 64 and a multiple of 256");
    }
  }

  /** Bytes of a 64th of a tile. */
  public static long rowBytes(GgmlType type, int columns) {
    TileKernel kernel = kernel(type);
    return kernel == null ? 0 : (long) kernel.blockBytes() / ROWS * (columns / COLUMNS);
  }

  /**
   * Where 256 columns of a tile lie.
   *
   * @param tile counted from the first row of the whole matrix
   */
  static long blockOffset(Matrix w, long tile, int block) {
    long blockBytes = kernel(w.type()).blockBytes();
    long first = tile / PANEL_TILES * PANEL_TILES;
    long tiles = Math.min(PANEL_TILES, w.wholeRows() / ROWS - first);
    long panel = w.offsetBytes() + first * (w.columns() / COLUMNS) * blockBytes;
    return panel + (block * tiles + tile - first) * blockBytes;
  }

  /**
   * Writes rows of a matrix as tiles.
   *
   * @param rows rows as in a file
   * @param firstRow first row to write, the first of a tile
   * @param count number of rows, a multiple of 64
   * @param tiles the same matrix in tiles, to be filled
   * @return whether all scales are finite; others do not survive
   */
  public static boolean write(Matrix rows, long firstRow, int count, Matrix tiles) {
    Objects.checkFromIndexSize(firstRow, count, rows.rows());
    TileWriter writer = WRITERS.get(rows.type());
    MemorySegment target = tiles.data();
    int blocks = rows.columns() / COLUMNS;
    boolean finite = true;
    for (long row = firstRow; row < firstRow + count; row += ROWS) {
      long number = (tiles.firstRow() + row) / ROWS;
      long tile = blockOffset(tiles, number, 0);
      long stride = blocks == 1 ? 0 : blockOffset(tiles, number, 1) - tile;
      for (int r = 0; r < ROWS; r++) {
        long source = rows.rowOffsetBytes(row + r);
        finite &= writer.row(rows.data(), source, blocks, target, tile, stride, r);
      }
    }
    return finite;
  }
}
