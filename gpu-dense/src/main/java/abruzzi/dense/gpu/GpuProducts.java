package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.KernelArguments;
import abruzzi.quant.gguf.GgmlType;

/**
 * Launches products and what prepares their input.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuProducts {
  /** More tokens are computed in tiles. */
  static final int MOST_VECTOR_TOKENS = 8;

  private static final int LEAST_LANES = 4;
  private static final int MOST_LANES = 32;

  private final GpuKernels kernels;
  private final DeviceQueue queue;
  private final KernelArguments arguments = new KernelArguments();

  GpuProducts(GpuKernels kernels, DeviceQueue queue) {
    this.kernels = kernels;
    this.queue = queue;
  }

  GpuKernels kernels() {
    return kernels;
  }

  /** The arguments of the next {@link #launch}, empty. */
  KernelArguments arguments() {
    return arguments.clear();
  }

  /** Launches a kernel with the arguments given last. */
  void launch(DeviceKernel kernel, int x, int y, int z) {
    queue.launch(kernel, arguments, x, y, z);
  }

  /** {@code y = W x}, or {@code y += W x}, for plain matrices. */
  void run(GpuMatrix w, Activations x, DeviceRegion y, int tokens, boolean add) {
    run(w, x, y, ProductShape.plain(w), tokens, add);
  }

  /** The same for some rows and heads. */
  void run(
      GpuMatrix w, Activations x, DeviceRegion y, ProductShape shape, int tokens, boolean add) {
    boolean rounded = kernels.rounds(w.type());
    arguments.clear().region(w.data()).region(w.grid());
    if (rounded) {
      arguments.region(x.codes()).region(x.scales());
    } else {
      arguments.region(x.values());
    }
    int lanes = lanes(w.type(), shape.columns());
    shape(w, y, shape, tokens, add).integer(lanes);
    if (tokens > MOST_VECTOR_TOKENS) {
      queue.launch(
          kernels.tiled(w.type()),
          arguments,
          groups(shape.headRows(), GpuKernels.TILE_ROWS),
          groups(tokens, GpuKernels.TILE_TOKENS),
          shape.heads());
    } else {
      int each = tokens == 1 ? 1 : GpuKernels.VECTOR_TOKENS;
      queue.launch(
          kernels.vector(w.type(), tokens),
          arguments,
          groups(shape.headRows(), GpuKernels.VECTOR_ITEMS / lanes),
          groups(tokens, each),
          shape.heads());
    }
  }

  /** {@code y[head][column] = sum over n of x[head][n] * W[n][column]}, from floats. */
  void transposed(GpuMatrix w, DeviceRegion x, DeviceRegion y, ProductShape shape, int tokens) {
    arguments.clear().region(w.data()).region(w.grid()).region(x);
    shape(w, y, shape, tokens, false);
    queue.launch(
        kernels.transposed(w.type()),
        arguments,
        groups(shape.columns(), GpuKernels.ROW_GROUP_COLUMNS),
        tokens,
        shape.heads());
  }

  private KernelArguments shape(
      GpuMatrix w, DeviceRegion y, ProductShape shape, int tokens, boolean add) {
    return arguments
        .region(y)
        .offset(w.rowBytes())
        .integer(shape.headRows())
        .integer(shape.weightHeadRows())
        .integer(shape.firstRow())
        .integer(shape.columns())
        .integer(shape.inputStride())
        .integer(shape.inputHead())
        .integer(shape.outputStride())
        .integer(shape.outputHead())
        .integer(tokens)
        .flag(add);
  }

  /** Rows {@code ids} of a matrix, as floats {@code [tokens, columns]}. */
  void rows(GpuMatrix w, DeviceRegion ids, DeviceRegion y, int tokens) {
    arguments
        .clear()
        .region(w.data())
        .region(w.grid())
        .region(ids)
        .region(y)
        .offset(w.rowBytes())
        .integer(w.columns());
    queue.launch(
        kernels.rows(w.type()),
        arguments,
        groups(w.columns(), GpuKernels.ROW_GROUP_COLUMNS),
        tokens,
        1);
  }

  /** An RMS norm: its weight, and the epsilon under its root. */
  record Norm(DeviceRegion weight, int columns, float epsilon) {}

  /**
   * Normalises rows to {@code y.values()}, and rounds them where that is wanted.
   *
   * @param firstRow first row of {@code x} to take; those of {@code y} begin at 0
   */
  void norm(DeviceRegion x, int firstRow, Norm norm, Activations y, int rows, boolean rounded) {
    arguments.clear().region(x).region(norm.weight).region(y.values());
    if (rounded) {
      arguments.region(y.codes()).region(y.scales());
    }
    arguments.integer(norm.columns).integer(firstRow).real(norm.epsilon);
    queue.launch(kernels.norm(rounded ? "rms_norm_rounded" : "rms_norm"), arguments, rows, 1, 1);
  }

  /**
   * Rounds rows of {@code x.values()} to rows of codes back to back.
   *
   * @param stride floats from one row to the next
   */
  void round(Activations x, int columns, int stride, int rows) {
    arguments
        .clear()
        .region(x.values())
        .region(x.codes())
        .region(x.scales())
        .integer(columns)
        .integer(stride);
    queue.launch(
        kernels.elements("round_rows"), arguments, groups(columns / 32, GpuKernels.ITEMS), rows, 1);
  }

  /** {@code gate = silu(gate) * up}, rounded or not; {@code gate.values()} holds the gate. */
  void swiGlu(Activations gate, DeviceRegion up, int elements, boolean rounded) {
    arguments.clear().region(gate.values()).region(up);
    if (rounded) {
      arguments.region(gate.codes()).region(gate.scales()).integer(elements);
      int groups = groups(elements / 32, GpuKernels.ITEMS);
      queue.launch(kernels.elements("swiglu_rounded"), arguments, groups, 1, 1);
    } else {
      arguments.integer(elements);
      queue.launch(kernels.elements("swiglu"), arguments, groups(elements, GpuKernels.ITEMS), 1, 1);
    }
  }

  /** {@code x += y}. */
  void add(DeviceRegion x, DeviceRegion y, int elements) {
    arguments.clear().region(x).region(y).integer(elements);
    queue.launch(kernels.elements("add_rows"), arguments, groups(elements, GpuKernels.ITEMS), 1, 1);
  }

  /** How many work-items share a row: no more than have something to do. */
  static int lanes(GgmlType type, int columns) {
    int work = KernelPrograms.inGroups(type) ? columns / 32 : columns;
    int lanes = LEAST_LANES;
    while (lanes < work && lanes < MOST_LANES) {
      lanes *= 2;
    }
    return lanes;
  }

  /** Groups that cover so much. */
  static int groups(int work, int each) {
    return (work + each - 1) / each;
  }
}
