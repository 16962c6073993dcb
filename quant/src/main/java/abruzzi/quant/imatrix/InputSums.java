package abruzzi.quant.imatrix;

import abruzzi.quant.kernel.RowView;

/**
 * Sums over the inputs of a matrix, or of each of several matrices of the same shape, its planes.
 *
 * <p>Threading: {@link #add} may be called by several threads for different planes.
 */
public interface InputSums {
  /** Number of matrices: experts, heads, or 1. */
  int planes();

  /** Rows of activations that a plane has seen. */
  long count(int plane);

  /** Adds rows of activations. */
  void add(int plane, RowView x, int tokens);

  /** Is called when a window of text is read and nothing is being added. */
  default void endWindow() {}

  /** Number of planes that have seen nothing. */
  default int unseen() {
    int unseen = 0;
    for (int plane = 0; plane < planes(); plane++) {
      unseen += count(plane) == 0 ? 1 : 0;
    }
    return unseen;
  }
}
