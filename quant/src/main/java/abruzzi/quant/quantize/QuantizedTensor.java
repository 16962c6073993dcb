package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.InputProducts;
import abruzzi.quant.imatrix.InputSquares;
import abruzzi.quant.kernel.RowDecoder;
import abruzzi.quant.kernel.Workers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongConsumer;

/** Quantizes one tensor, a piece of whole rows at a time, each row by any worker. */
final class QuantizedTensor {
  private static final long PIECE_ELEMENTS = 8L << 20;
  private static final float[] NO_IMPORTANCE = {};

  /** Rows are handed to workers in groups of about so many elements. */
  private static final int PART_ELEMENTS = 1 << 14;

  private final GgufFile file;
  private final TensorInfo tensor;
  private final GgmlType type;
  private final RowQuantizer.Method method;
  private final RowDecoder decoder;
  private final MemorySegment data;
  private final int columns;
  private final long rows;

  QuantizedTensor(
      GgufFile file,
      TensorInfo tensor,
      GgmlType type,
      RowQuantizer.Method method,
      RowDecoder decoder) {
    this.file = file;
    this.tensor = tensor;
    this.type = type;
    this.method = method;
    this.decoder = decoder;
    this.data = file.data(tensor);
    this.columns = Math.toIntExact(tensor.dim(0));
    this.rows = tensor.elements() / columns;
  }

  /** What a worker needs. */
  private record Scratch(RowQuantizer quantizer, float[] row) {}

  /**
   * Writes all rows.
   *
   * @param squares importance of the inputs, or null
   * @param products of the inputs, for feedback of errors, or null
   */
  void write(
      InputSquares squares,
      InputProducts products,
      Workers workers,
      WritableByteChannel channel,
      LongConsumer more)
      throws IOException {
    float[][] importance = importance(squares);
    FeedbackPlanes feedback = new FeedbackPlanes(products);
    Scratch[] scratch = new Scratch[workers.count()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch(new RowQuantizer(type, method, columns), new float[columns]);
    }
    int rowBytes = Math.toIntExact(type.rowBytes(columns));
    int pieceRows = (int) Math.clamp(PIECE_ELEMENTS / columns, 1, rows);
    byte[] piece = new byte[Math.multiplyExact(pieceRows, rowBytes)];
    for (long first = 0; first < rows; first += pieceRows) {
      int count = (int) Math.min(pieceRows, rows - first);
      feedback.prepare(plane(first), plane(first + count - 1), workers);
      quantize(first, count, importance, feedback, MemorySegment.ofArray(piece), workers, scratch);
      channel.write(ByteBuffer.wrap(piece, 0, count * rowBytes));
      more.accept((long) count * rowBytes);
    }
  }

  /** The importance for each plane, or one for all. */
  private float[][] importance(InputSquares squares) {
    if (squares == null) {
      return new float[][] {NO_IMPORTANCE};
    }
    float[][] importance = new float[squares.planes()][];
    for (int plane = 0; plane < importance.length; plane++) {
      importance[plane] = squares.importance(plane);
    }
    return importance;
  }

  private void quantize(
      long first,
      int count,
      float[][] importance,
      FeedbackPlanes feedback,
      MemorySegment piece,
      Workers workers,
      Scratch[] scratch) {
    int partRows = Math.max(1, PART_ELEMENTS / columns);
    long rowBytes = type.rowBytes(columns);
    workers.run(
        Math.ceilDiv(count, partRows),
        (part, worker) -> {
          int end = Math.min(count, (part + 1) * partRows);
          for (int row = part * partRows; row < end; row++) {
            float[] x = decode(first + row, scratch[worker].row);
            int plane = plane(first + row);
            ErrorFeedback errors = feedback.of(plane);
            if (errors != null) {
              scratch[worker].quantizer.quantize(x, errors, piece, row * rowBytes);
            } else {
              float[] own = importance[importance.length == 1 ? 0 : plane];
              scratch[worker].quantizer.quantize(x, own, piece, row * rowBytes);
            }
          }
        });
  }

  private int plane(long row) {
    return (int) (row / tensor.dim(1));
  }

  private float[] decode(long row, float[] x) {
    long offset = row * tensor.type().rowBytes(columns);
    decoder.decode(data, offset, columns, x, 0);
    float sum = 0;
    for (float value : x) {
      sum += value * 0; // NaN if the value is not finite
    }
    if (Float.isNaN(sum)) {
      throw new GgufFormatException(
          file.paths().get(tensor.shard()),
          tensor.offsetBytes() + offset,
          "tensor "
              + tensor.name()
              + " has a weight that is infinite or NaN and cannot be quantized");
    }
    return x;
  }
}
