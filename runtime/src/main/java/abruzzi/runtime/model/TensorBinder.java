package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.VectorWidth;
import abruzzi.quant.repack.TileDirectory;
import java.util.Map;
import java.util.Optional;

/** Finds tensors by name and checks their shapes; reads small vectors, places matrices. */
final class TensorBinder {
  private final GgufFile file;
  private final TileDirectory directory;
  private final Kernels kernels;
  private final MatrixPlacement placement;
  private final Map<String, Matrix> replaced;

  /**
   * Binds the tensors of a file.
   *
   * @param replaced matrices that stand for those of the file
   * @throws GgufFormatException if it has tiles that this process cannot compute with
   */
  TensorBinder(
      GgufFile file, Kernels kernels, MatrixPlacement placement, Map<String, Matrix> replaced) {
    this.file = file;
    this.directory = TileDirectory.of(file);
    this.kernels = kernels;
    this.placement = placement;
    this.replaced = replaced;
    for (TensorInfo tensor : directory.tensors()) {
      if (directory.has(tensor.name()) && !Tiles.available(tensor.type())) {
        throw fault(
            "is repacked into tiles, which need vectors of 512 bit for %s; here they have %d, so use the file that it was made from"
                .formatted(tensor.type(), VectorWidth.BITS));
      }
    }
  }

  boolean has(String name) {
    return file.tensor(name).isPresent();
  }

  /**
   * A matrix to multiply with, in the place and layout chosen for it.
   *
   * @param rows wanted rows over all planes
   * @param columns wanted row length
   * @param unit so many rows at a time are computed with as a matrix of their own; a divisor of
   *     {@code rows}. Tiles must not straddle them
   */
  Matrix matrix(String name, long rows, int columns, long unit) {
    Matrix matrix = weights(name, rows, columns);
    boolean tiles = Tiles.fits(matrix.type(), unit, columns);
    if (matrix.layout() == MatrixLayout.TILES && !tiles) {
      throw fault("tensor " + name + " is in tiles, which do not suit it; the file is damaged");
    }
    try {
      return placement.place(name, matrix, tiles);
    } catch (ArithmeticException e) {
      throw fault(
          "tensor " + name + ": " + e.getMessage() + "; the file is damaged, download it again");
    }
  }

  /** A matrix to multiply with as a whole. */
  Matrix matrix(String name, long rows, int columns) {
    return matrix(name, rows, columns, rows);
  }

  /**
   * A matrix as in the file, row after row; planes of a three-dimensional tensor become consecutive
   * rows.
   *
   * @param rows wanted rows over all planes
   * @param columns wanted row length
   */
  Matrix rows(String name, long rows, int columns) {
    Matrix matrix = weights(name, rows, columns);
    if (matrix.layout() != MatrixLayout.ROWS) {
      throw fault("tensor " + name + " is in tiles, but its rows are needed; the file is damaged");
    }
    return matrix;
  }

  private Matrix weights(String name, long rows, int columns) {
    TensorInfo tensor =
        directory.tensor(name).orElseThrow(() -> fault("tensor " + name + " is missing"));
    long found = tensor.elements() / Math.max(1, tensor.dim(0));
    if (tensor.dim(0) != columns || found != rows) {
      throw fault(
          "tensor "
              + name
              + " has shape "
              + tensor.dims()
              + ", expected rows of "
              + columns
              + " and "
              + rows
              + " of them");
    }
    if (!kernels.supports(tensor.type())) {
      throw fault("tensor " + name + " has type " + tensor.type() + ", which holds no weights");
    }
    Matrix other = replaced.get(name);
    return other == null ? directory.matrix(name) : other;
  }

  /** A small vector, decoded and checked for NaN and infinities. */
  float[] vector(String name, int elements) {
    Matrix row = rows(name, 1, elements);
    float[] values = new float[elements];
    kernels.decoder(row.type()).decode(row.data(), 0, elements, values, 0);
    for (int i = 0; i < elements; i++) {
      if (!Float.isFinite(values[i])) {
        throw fault(
            "tensor "
                + name
                + " has the value "
                + values[i]
                + " at "
                + i
                + ": the file is damaged, download it again");
      }
    }
    return values;
  }

  /** A small vector that some files lack. */
  Optional<float[]> optionalVector(String name, int elements) {
    return has(name) ? Optional.of(vector(name, elements)) : Optional.empty();
  }

  private GgufFormatException fault(String reason) {
    return new GgufFormatException(file.paths().get(0), -1, reason);
  }
}
