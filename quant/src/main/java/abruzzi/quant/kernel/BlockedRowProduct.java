package abruzzi.quant.kernel;

import java.util.Arrays;

/**
 * One product of decoded rows, cut so that its parts stay in the first-level cache.
 *
 * <p>A few rows at a time are decoded, one block of columns of each, and multiplied with that block
 * of all activation rows by {@link RowTile}s: activations that were loaded from far serve several
 * tiles. The sum of a pair of rows does not depend on this cutting, so it has the same bits in
 * every call. The elements behind the last whole vector are added one by one at the end.
 *
 * <p>Threading: belongs to one call.
 */
final class BlockedRowProduct {
  private static final int LANES = VectorWidth.FLOATS.length();

  /** Decoded weights: 32 KiB. */
  private static final int BLOCK_ELEMENTS = 8192;

  /** Long blocks, as few streams are faster from memory, and activations cost little. */
  private static final int ROWS_FOR_FEW_TOKENS = RowTile.ROWS;

  /** Most rows at a time where rows are short. */
  private static final int SHORT_ROWS_FOR_FEW_TOKENS = 16 * RowTile.ROWS;

  /** Many rows, so that activations are read seldom. */
  private static final int ROWS_FOR_MANY_TOKENS = 4 * RowTile.ROWS;

  /** Larger tiles do not fit the 16 registers that CPUs with narrower vectors may have. */
  private static final boolean FOUR_TOKENS_FIT = VectorWidth.BITS == 512;

  private final RowDecoder decoder;
  private final Matrix w;
  private final RowView x;
  private final int tokens;
  private final RowView y;
  private final int groupRows;
  private final int blockColumns;
  private final int sumStride;
  private final float[] decoded;
  private final float[] sums;

  /**
   * @param x activations {@code [tokens, columns]}
   * @param y receives {@code [tokens, rows]}
   */
  BlockedRowProduct(
      RowDecoder decoder, Matrix w, RowView x, int tokens, RowView y, KernelScratch scratch) {
    this.decoder = decoder;
    this.w = w;
    this.x = x;
    this.tokens = tokens;
    this.y = y;
    groupRows = tokens < 4 ? rowsForFewTokens(w.columns()) : ROWS_FOR_MANY_TOKENS;
    blockColumns = Math.min(BLOCK_ELEMENTS / groupRows, w.columns());
    sumStride = groupRows * LANES;
    decoded = scratch.block(BLOCK_ELEMENTS);
    sums = scratch.sums(tokens * sumStride);
  }

  private static int rowsForFewTokens(int columns) {
    int rows = BLOCK_ELEMENTS / columns & -RowTile.ROWS;
    return Math.clamp(rows, ROWS_FOR_FEW_TOKENS, SHORT_ROWS_FOR_FEW_TOKENS);
  }

  /** Computes {@code rows} results for each token. */
  void rows(long firstRow, int rows) {
    for (int r = 0; r < rows; r += groupRows) {
      group(firstRow + r, Math.min(groupRows, rows - r), y.index() + r);
    }
  }

  private void group(long firstRow, int rows, int yIndex) {
    int columns = w.columns();
    int last = 0;
    Arrays.fill(sums, 0, tokens * sumStride, 0);
    for (int c = 0; c < columns; c += blockColumns) {
      last = Math.min(blockColumns, columns - c);
      decode(firstRow, rows, c, last);
      multiply(rows, c, last & -LANES);
    }
    finish(rows, last, yIndex);
  }

  private void decode(long firstRow, int rows, int column, int elements) {
    long offset = w.rowOffsetBytes(firstRow) + w.type().rowBytes(column);
    if (elements == w.columns()) { // rows follow one another
      decoder.decode(w.data(), offset, rows * elements, decoded, 0);
      return;
    }
    long rowBytes = w.rowBytes();
    for (int r = 0; r < rows; r++) {
      decoder.decode(w.data(), offset, elements, decoded, r * blockColumns);
      offset += rowBytes;
    }
  }

  private void multiply(int rows, int column, int elements) {
    int t = 0;
    for (; FOUR_TOKENS_FIT && t <= tokens - 4; t += 4) {
      tiles(4, t, rows, column, elements);
    }
    for (; t <= tokens - 2; t += 2) {
      tiles(2, t, rows, column, elements);
    }
    if (t < tokens) {
      tiles(1, t, rows, column, elements);
    }
  }

  /** All rows for some tokens. Rows missing in the last tile are computed in vain. */
  private void tiles(int count, int token, int rows, int column, int elements) {
    float[] xs = x.values();
    int stride = x.stride();
    int at = x.index() + token * stride + column;
    for (int r = 0; r < rows; r += RowTile.ROWS) {
      int row = r * blockColumns;
      int sum = token * sumStride + r * LANES;
      if (count == 4) {
        RowTile.byFour(decoded, row, blockColumns, xs, at, stride, elements, sums, sum, sumStride);
      } else if (count == 2) {
        RowTile.byTwo(decoded, row, blockColumns, xs, at, stride, elements, sums, sum, sumStride);
      } else {
        RowTile.byOne(decoded, row, blockColumns, xs, at, elements, sums, sum);
      }
    }
  }

  /** Folds the sums and adds the elements behind the last whole vector. */
  private void finish(int rows, int last, int yIndex) {
    int tail = last % LANES;
    for (int t = 0; t < tokens; t++) {
      int xTail = x.index() + t * x.stride() + w.columns() - tail;
      for (int r = 0; r < rows; r++) {
        float sum = RowTile.fold(sums, t * sumStride + r * LANES);
        int wTail = r * blockColumns + last - tail;
        for (int e = 0; e < tail; e++) {
          sum = Math.fma(decoded[wTail + e], x.values()[xTail + e], sum);
        }
        y.values()[yIndex + t * y.stride() + r] = sum;
      }
    }
  }
}
