package abruzzi.runtime.sensitivity;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputSquares;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.RowDecoder;
import abruzzi.quant.kernel.Workers;
import abruzzi.quant.quantize.RowQuantizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The error of a tensor's weights in a type, from some of its rows. */
final class WeightedError {
  private static final int MOST_ELEMENTS = 1 << 15;
  private static final int FEWEST_ROWS = 16;

  private final Kernels kernels = Kernels.select();
  private final GgufFile file;
  private final Workers workers;

  WeightedError(GgufFile file, Workers workers) {
    this.file = file;
    this.workers = workers;
  }

  /**
   * {@code sum(h (q - w)²) / sum(h w²)} over evenly spread rows, {@code h} being the importance of
   * the column.
   *
   * @param squares importance of the inputs, or null
   */
  double of(TensorInfo tensor, GgmlType type, InputSquares squares) {
    int columns = Math.toIntExact(tensor.dim(0));
    long rows = tensor.elements() / columns;
    int count = (int) Math.min(rows, Math.max(FEWEST_ROWS, MOST_ELEMENTS / columns));
    double[] wrong = new double[count];
    double[] all = new double[count];
    RowQuantizer[] quantizers = new RowQuantizer[workers.count()];
    Arrays.setAll(quantizers, i -> new RowQuantizer(type, RowQuantizer.Method.SEARCH, columns));
    workers.run(
        count,
        (part, worker) -> {
          long row = part * rows / count;
          float[] h = importance(squares, row / tensor.dim(1));
          float[] x = new float[columns];
          decode(tensor.type(), file.data(tensor), row * tensor.type().rowBytes(columns), x);
          float[] q = rounded(quantizers[worker], type, x, h);
          for (int c = 0; c < columns; c++) {
            double weight = h.length == 0 ? 1 : h[c];
            double difference = (double) q[c] - x[c];
            wrong[part] += weight * difference * difference;
            all[part] += weight * x[c] * x[c];
          }
        });
    double sum = 0;
    double error = 0;
    for (int i = 0; i < count; i++) {
      sum += all[i];
      error += wrong[i];
    }
    return sum == 0 ? 0 : error / sum;
  }

  private static float[] importance(InputSquares squares, long plane) {
    if (squares == null) {
      return new float[0];
    }
    return squares.importance(squares.planes() == 1 ? 0 : (int) plane);
  }

  private float[] rounded(RowQuantizer quantizer, GgmlType type, float[] x, float[] importance) {
    MemorySegment blocks = MemorySegment.ofArray(new byte[(int) type.rowBytes(x.length)]);
    quantizer.quantize(x, importance, blocks, 0);
    float[] q = new float[x.length];
    decode(type, blocks, 0, q);
    return q;
  }

  private void decode(GgmlType type, MemorySegment data, long offsetBytes, float[] out) {
    RowDecoder decoder = kernels.decoder(type);
    decoder.decode(data, offsetBytes, out.length, out, 0);
  }
}
