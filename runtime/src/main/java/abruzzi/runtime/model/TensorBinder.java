package abruzzi.runtime.model;

import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.Matrix;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds tensors by name and checks their shapes; reads small vectors, and what is to be copied. */
final class TensorBinder {
  private final GgufFile file;
  private final Kernels kernels;
  private final UnaryOperator<Matrix> copying;

  /**
   * @param copying takes a matrix as in the file, gives it or a copy
   */
  TensorBinder(GgufFile file, Kernels kernels, UnaryOperator<Matrix> copying) {
    this.file = file;
    this.kernels = kernels;
    this.copying = copying;
  }

  boolean has(String name) {
    return file.tensor(name).isPresent();
  }

  /**
   * A matrix to multiply with, copied if there is room.
   *
   * @param rows wanted rows over all planes
   * @param columns wanted row length
   */
  Matrix matrix(String name, long rows, int columns) {
    Matrix matrix = rows(name, rows, columns);
    try {
      return copying.apply(matrix);
    } catch (ArithmeticException e) {
      throw fault(
          "tensor " + name + ": " + e.getMessage() + "; the file is damaged, download it again");
    }
  }

  /**
   * A matrix as in the file; planes of a three-dimensional tensor become consecutive rows.
   *
   * @param rows wanted rows over all planes
   * @param columns wanted row length
   */
  Matrix rows(String name, long rows, int columns) {
    TensorInfo tensor = required(name);
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
    return new Matrix(file.data(tensor), 0, tensor.type(), rows, columns);
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

  private TensorInfo required(String name) {
    return file.tensor(name).orElseThrow(() -> fault("tensor " + name + " is missing"));
  }

  private GgufFormatException fault(String reason) {
    return new GgufFormatException(file.paths().get(0), -1, reason);
  }
}
