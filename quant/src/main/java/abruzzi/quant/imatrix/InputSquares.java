package abruzzi.quant.imatrix;

import abruzzi.quant.kernel.RowView;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Squares of the inputs of a matrix, or of each of several matrices of the same shape, summed over
 * rows of activations.
 *
 * <p>Threading: {@link #add} may be called by several threads for different planes.
 */
public final class InputSquares implements InputSums {
  private final int planes;
  private final int columns;
  private final double[] sums;
  private final long[] counts;

  /**
   * Sums of nothing so far.
   *
   * @param planes number of matrices: experts, or 1
   * @param columns inputs of each
   */
  public InputSquares(int planes, int columns) {
    this(planes, columns, new double[Math.multiplyExact(planes, columns)], new long[planes]);
  }

  InputSquares(int planes, int columns, double[] sums, long[] counts) {
    this.planes = planes;
    this.columns = columns;
    this.sums = sums;
    this.counts = counts;
  }

  @Override
  public int planes() {
    return planes;
  }

  /** Inputs of a matrix. */
  public int columns() {
    return columns;
  }

  @Override
  public long count(int plane) {
    return counts[plane];
  }

  double sum(int plane, int column) {
    return sums[plane * columns + column];
  }

  @Override
  public void add(int plane, RowView x, int tokens) {
    for (int t = 0; t < tokens; t++) {
      add(plane, x.values(), x.index() + t * x.stride());
    }
  }

  /** Adds a row of activations. */
  public void add(int plane, float[] x, int from) {
    Objects.checkFromIndexSize(from, columns, x.length);
    int at = plane * columns;
    for (int c = 0; c < columns; c++) {
      sums[at + c] += (double) x[from + c] * x[from + c];
    }
    counts[plane]++;
  }

  /**
   * This and what another text gave; one of the two may have several matrices as a single one.
   *
   * @return empty if the shapes do not fit
   */
  Optional<InputSquares> plus(InputSquares other) {
    if (sums.length != other.sums.length) {
      return Optional.empty();
    }
    if (planes != other.planes) {
      return planes == 1
          ? split(other.planes).plus(other)
          : other.planes == 1 ? plus(other.split(planes)) : Optional.empty();
    }
    double[] sum = sums.clone();
    Arrays.setAll(sum, i -> sums[i] + other.sums[i]);
    long[] count = counts.clone();
    Arrays.setAll(count, i -> counts[i] + other.counts[i]);
    return Optional.of(new InputSquares(planes, columns, sum, count));
  }

  /** A single matrix as several of as many columns together, which saw the same rows. */
  InputSquares split(int parts) {
    long[] each = new long[parts];
    Arrays.fill(each, counts[0]);
    return new InputSquares(parts, columns / parts, sums, each);
  }

  /**
   * The mean square of each input of a plane. A plane that has seen nothing gets that of all others
   * together, or nothing if none has seen anything.
   *
   * @return one for each column, or an empty array
   */
  public float[] importance(int plane) {
    long count = counts[plane];
    float[] means = new float[columns];
    if (count > 0) {
      for (int c = 0; c < columns; c++) {
        means[c] = (float) (sums[plane * columns + c] / count);
      }
      return means;
    }
    long all = 0;
    for (long seen : counts) {
      all += seen;
    }
    if (all == 0) {
      return new float[0];
    }
    for (int c = 0; c < columns; c++) {
      double sum = 0;
      for (int other = 0; other < planes; other++) {
        sum += sums[other * columns + c];
      }
      means[c] = (float) (sum / all);
    }
    return means;
  }
}
