package abruzzi.quant.imatrix;

import abruzzi.quant.kernel.FloatRows;
import abruzzi.quant.kernel.RowView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Products of each two inputs of a matrix, or of each of several matrices of the same shape, summed
 * over rows of activations: {@code X^T X} of each plane, {@code [columns, columns]}, of which the
 * upper triangle is kept.
 *
 * <p>Rows are kept until their window ends and summed in the order in which they lie in memory
 * then, so that sums do not depend on which thread came first.
 *
 * <p>Threading: any number of threads may add.
 */
public final class InputProducts implements InputSums {
  private final int columns;
  private final float[][] triangles;
  private final long[] counts;
  private final List<Rows> pending = new ArrayList<>();

  /**
   * Rows to be added.
   *
   * @param index where they lay among all
   * @param values {@code [tokens, columns]}
   */
  private record Rows(int plane, int index, float[] values) {}

  /**
   * Sums of nothing so far.
   *
   * @param planes number of matrices: experts, heads, or 1
   * @param columns inputs of each
   */
  public InputProducts(int planes, int columns) {
    this.columns = columns;
    this.triangles = new float[planes][];
    this.counts = new long[planes];
  }

  /** Memory that the sums need when all planes have inputs. */
  public static long bytes(long planes, long columns) {
    return planes * (columns * (columns + 1) / 2) * Float.BYTES;
  }

  @Override
  public int planes() {
    return counts.length;
  }

  /** Inputs of a matrix. */
  public int columns() {
    return columns;
  }

  @Override
  public long count(int plane) {
    return counts[plane];
  }

  /** The sum of products of inputs {@code row <= column}; zero if the plane has seen nothing. */
  public float sum(int plane, int row, int column) {
    return triangles[plane] == null ? 0 : triangles[plane][start(row) + column - row];
  }

  /** Where a row of the triangle starts. */
  private int start(int row) {
    return Math.toIntExact((long) row * columns - (long) row * (row - 1) / 2);
  }

  @Override
  public synchronized void add(int plane, RowView x, int tokens) {
    float[] values = new float[Math.multiplyExact(tokens, columns)];
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(x.values(), x.index() + t * x.stride(), values, t * columns, columns);
    }
    pending.add(new Rows(plane, x.index(), values));
  }

  @Override
  public synchronized void endWindow() {
    pending.sort(Comparator.comparingInt(Rows::plane).thenComparingInt(Rows::index));
    pending.forEach(this::sum);
    pending.clear();
  }

  private void sum(Rows rows) {
    float[] x = rows.values;
    if (triangles[rows.plane] == null) {
      triangles[rows.plane] = new float[start(columns)];
    }
    for (int c = 0; c < columns; c++) {
      for (int at = c; at < x.length; at += columns) {
        FloatRows.addScaled(x[at], x, at, triangles[rows.plane], start(c), columns - c);
      }
    }
    counts[rows.plane] += x.length / columns;
  }
}
