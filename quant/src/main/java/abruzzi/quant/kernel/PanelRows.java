package abruzzi.quant.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring rows of one panel of a matrix in tiles, see {@link Tiles}, with what they need of
 * the tiles around them.
 *
 * @param firstTile tile of the first row, counted from the first row of the whole matrix
 * @param tiles how many tiles hold the rows
 * @param skip rows of the first tile that are not wanted
 * @param rows how many rows are
 * @param done rows of the same product in earlier panels
 */
record PanelRows(long firstTile, int tiles, int skip, int rows, int done) {

  /** Cuts rows of a matrix at the borders of panels. */
  static List<PanelRows> of(Matrix w, long firstRow, int rows) {
    List<PanelRows> parts = new ArrayList<>();
    for (int done = 0; done < rows; ) {
      long row = w.firstRow() + firstRow + done;
      int count = (int) Math.min(rows - done, Tiles.PANEL_ROWS - row % Tiles.PANEL_ROWS);
      int skip = (int) (row % Tiles.ROWS);
      int tiles = Math.ceilDiv(skip + count, Tiles.ROWS);
      parts.add(new PanelRows(row / Tiles.ROWS, tiles, skip, count, done));
      done += count;
    }
    return parts;
  }

  /**
   * Copies the results that are wanted.
   *
   * @param results {@code [tokens, 1024]}, from the first tile on
   * @param y results of the whole product
   */
  void copy(float[] results, int tokens, RowView y) {
    for (int t = 0; t < tokens; t++) {
      int to = y.index() + t * y.stride() + done;
      System.arraycopy(results, t * Tiles.PANEL_ROWS + skip, y.values(), to, rows);
    }
  }
}
