package abruzzi.runtime.model;

import abruzzi.quant.kernel.Matrix;

/** Decides where a matrix that is multiplied with lies. */
interface MatrixPlacement {
  /**
   * The matrix in the place and layout that it is to be computed with.
   *
   * @param name tensor that it comes from
   * @param matrix where it lies in the file
   * @param tiles whether it may be brought into tiles
   * @throws ArithmeticException if a scale is not finite: the file is damaged
   */
  Matrix place(String name, Matrix matrix, boolean tiles);
}
