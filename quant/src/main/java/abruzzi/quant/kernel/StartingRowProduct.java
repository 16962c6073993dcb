package abruzzi.quant.kernel;

/**
 * A product that is computed in plain loops until the compiler is done with its vectors. Before
 * that, these are up to a thousand times slower. Both give the same bits, so that nobody sees which
 * of them computed a row.
 *
 * <p>A few rows now and then are computed with vectors, which brings the compiler to them, and what
 * they took tells when it is done. For one, few and many activation rows other code runs, so each
 * has its own {@link VectorTrials}.
 */
final class StartingRowProduct implements RowProduct {
  /** Activation rows that kernels take together. */
  private static final int TOGETHER = 4;

  /** Weight rows of the smallest part. */
  private static final int LEAST_ROWS = 16;

  /** Products computed until the next look at the trials: about a millisecond. */
  private static final int PART_PRODUCTS = 1 << 19;

  private final RowProduct plain;
  private final RowProduct vectors;
  private final VectorTrials one = new VectorTrials();
  private final VectorTrials few = new VectorTrials();
  private final VectorTrials many = new VectorTrials();

  StartingRowProduct(RowProduct plain, RowProduct vectors) {
    this.plain = plain;
    this.vectors = vectors;
  }

  @Override
  public void rows(
      Matrix w, long firstRow, int rows, RowView x, int tokens, RowView y, KernelScratch scratch) {
    VectorTrials trials = tokens == 1 ? one : tokens < TOGETHER ? few : many;
    int part = (int) Math.max(LEAST_ROWS, PART_PRODUCTS / ((long) w.columns() * tokens));
    int row = 0;
    while (row < rows && !trials.won()) {
      int count = Math.min(part, rows - row);
      part(w, firstRow + row, count, x, tokens, y.fromColumn(row), scratch, trials);
      row += count;
    }
    if (row < rows) {
      vectors.rows(w, firstRow + row, rows - row, x, tokens, y.fromColumn(row), scratch);
    }
  }

  private void part(
      Matrix w,
      long firstRow,
      int rows,
      RowView x,
      int tokens,
      RowView y,
      KernelScratch scratch,
      VectorTrials trials) {
    int size = trials.mayTry() ? trials.size() : 0;
    int tried = Math.min(size, rows / 2);
    int triedTokens = Math.min(size, tokens);
    long start = System.nanoTime();
    if (tried > 0) {
      vectors.rows(w, firstRow, tried, x, triedTokens, y, scratch);
    }
    long between = System.nanoTime();
    if (tried > 0 && tokens > triedTokens) {
      RowView rest = x.fromRow(triedTokens);
      RowView to = y.fromRow(triedTokens);
      plain.rows(w, firstRow, tried, rest, tokens - triedTokens, to, scratch);
    }
    plain.rows(w, firstRow + tried, rows - tried, x, tokens, y.fromColumn(tried), scratch);
    long products = (long) tried * triedTokens;
    long others = (long) rows * tokens - products;
    trials.ended(products, between - start, others, System.nanoTime() - between);
  }
}
