package abruzzi.quant.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the rows of some matrices are cut into the parts of one parallel region.
 *
 * <p>Rows come in tiles, counted through all matrices; a part may end one matrix and begin the
 * next. Kernels that take rows by tiles, and prepare something per call, thus always get whole
 * tiles: a piece begins at a multiple of {@link #TILE_ROWS} rows of its matrix, in a large matrix
 * at a multiple of {@link #LARGE_TILE_ROWS}.
 *
 * <p>Little work is cut into one part for each worker, more into several, so that a worker that
 * lost its core for a while holds up the others less; next to none is left to the caller alone.
 * Parts are panels, see {@link Tiles}, which are read fastest, as long as there are enough for all
 * workers, and then ever smaller, so that nobody waits for long at the end. With very many
 * activation rows, which are prepared anew for each part, parts are few and alike.
 *
 * <p>Threading: unchangeable.
 */
public final class RowPartition {
  /** Rows of a tile; a matrix of no more rows is not cut. */
  public static final int TILE_ROWS = 64;

  /** From so many rows on, a matrix has large tiles. */
  public static final int LARGE_MATRIX_ROWS = 2048;

  /** Rows of a large tile. */
  public static final int LARGE_TILE_ROWS = 256;

  /** Work, in weights times tokens, below which waking another worker costs more than it saves. */
  private static final long WORK_OF_ONE = 8 << 10;

  /** A part has at least so much work where a worker gets more than one. */
  private static final long WORK_PER_PART = 64 << 10;

  private static final int MOST_PARTS_PER_WORKER = 16;

  /** From so much work for a matrix on, activation rows are too many to be kept prepared. */
  private static final long LARGE_WORK = 1L << 34;

  private static final int MOST_LARGE_PARTS_PER_WORKER = 4;

  private final long[] rows;
  private final int[] firstTiles;

  /** First tiles of the parts, then the number of all. */
  private final int[] firstOfParts;

  private RowPartition(int workers, long work, boolean large, long[] rows) {
    this.rows = rows;
    firstTiles = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      firstTiles[i + 1] = Math.addExact(firstTiles[i], tiles(rows[i]));
    }
    int tiles = firstTiles[rows.length];
    int most = Math.min(partsOf(work, large, workers), tiles);
    firstOfParts = large ? alike(most, tiles) : panelsFirst(workers, most, tiles);
  }

  private static int[] alike(int parts, int tiles) {
    return IntStream.rangeClosed(0, parts).map(p -> (int) ((long) p * tiles / parts)).toArray();
  }

  private int[] panelsFirst(int workers, int most, int tiles) {
    int[] found = new int[tiles + 1];
    int parts = 0;
    for (int tile = 0; tile < tiles; tile = found[parts]) {
      int least = Math.ceilDiv(tiles - tile, most - parts);
      int share = Math.max(least, (tiles - tile) / workers);
      int end = endOfPanel(tile);
      while (end - tile < least) {
        end = endOfPanel(end);
      }
      found[++parts] = Math.min(tile + share, end);
    }
    return Arrays.copyOf(found, parts + 1);
  }

  /** The tile behind the panel of a tile. */
  private int endOfPanel(int tile) {
    int matrix = matrixOf(tile, 0);
    int panel = Tiles.PANEL_ROWS / tileRows(rows[matrix]);
    int inMatrix = tile - firstTiles[matrix];
    return Math.min(tile + panel - inMatrix % panel, firstTiles[matrix + 1]);
  }

  /** The matrix of a tile, which is none before {@code from}. */
  private int matrixOf(int tile, int from) {
    int matrix = from;
    while (tile >= firstTiles[matrix + 1]) {
      matrix++;
    }
    return matrix;
  }

  /**
   * Cuts matrices.
   *
   * @param workers workers of the region
   * @param work weights of all matrices times tokens
   * @param rows rows of each matrix
   */
  public static RowPartition of(int workers, long work, long... rows) {
    return new RowPartition(workers, work, work >= LARGE_WORK, rows);
  }

  /**
   * Cuts {@code matrices} matrices of the same number of rows, with activation rows of their own.
   */
  public static RowPartition ofEqual(int workers, long work, int matrices, long rows) {
    long[] all = new long[matrices];
    Arrays.fill(all, rows);
    return new RowPartition(workers, work, work / Math.max(1, matrices) >= LARGE_WORK, all);
  }

  /** Rows of the tiles of a matrix. */
  public static int tileRows(long matrixRows) {
    return matrixRows >= LARGE_MATRIX_ROWS ? LARGE_TILE_ROWS : TILE_ROWS;
  }

  /** Number of tiles of a matrix, the last of which may be smaller. */
  public static int tiles(long matrixRows) {
    int tile = tileRows(matrixRows);
    return Math.toIntExact((matrixRows + tile - 1) / tile);
  }

  private static int partsOf(long work, boolean large, int workers) {
    if (work <= WORK_OF_ONE) {
      return 1;
    }
    int most = large ? MOST_LARGE_PARTS_PER_WORKER : MOST_PARTS_PER_WORKER;
    long each = Math.clamp(work / (workers * WORK_PER_PART), 1, most);
    return Math.toIntExact(each * workers);
  }

  /** Number of parts. */
  public int parts() {
    return firstOfParts.length - 1;
  }

  /** Some rows of one matrix. */
  @FunctionalInterface
  public interface Piece {
    /**
     * Takes neighbouring rows of a matrix.
     *
     * @param matrix number of the matrix
     * @param firstRow first of its rows
     * @param rows how many, at least 1
     */
    void rows(int matrix, int firstRow, int rows);
  }

  /** Hands over the pieces of a part, one for each matrix that it meets. */
  public void pieces(int part, Piece piece) {
    int tile = firstOfParts[part];
    int end = firstOfParts[part + 1];
    int matrix = 0;
    while (tile < end) {
      matrix = matrixOf(tile, matrix);
      int tileRows = tileRows(rows[matrix]);
      int last = Math.min(end, firstTiles[matrix + 1]);
      long first = (long) (tile - firstTiles[matrix]) * tileRows;
      long beyond = Math.min(rows[matrix], (long) (last - firstTiles[matrix]) * tileRows);
      piece.rows(matrix, Math.toIntExact(first), Math.toIntExact(beyond - first));
      tile = last;
    }
  }
}
