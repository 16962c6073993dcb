package abruzzi.quant.quantize;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.gguf.TensorSource;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.imatrix.InputProducts;
import abruzzi.quant.imatrix.InputSquares;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.SerialWorkers;
import abruzzi.quant.kernel.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * A copy of a model with other storage types, to be written. Tensors are quantized in pieces while
 * the file is written, so that memory is needed for a piece only.
 *
 * <p>Threading: one thread at a time.
 */
public final class QuantizedFile {
  private final GgufFile file;
  private final Map<String, GgmlType> types;
  private final ImportanceMatrix importance;
  private final RowQuantizer.Method method;
  private final Kernels kernels;
  private final Map<String, InputProducts> products;

  /**
   * A copy to be written.
   *
   * @param file stays open until the copy is written
   * @param types the type of each tensor, in the order in which they are to be written
   * @param importance of the inputs, or null
   */
  public QuantizedFile(
      GgufFile file,
      Map<String, GgmlType> types,
      ImportanceMatrix importance,
      RowQuantizer.Method method,
      Kernels kernels) {
    this(file, types, importance, method, kernels, Map.of());
  }

  private QuantizedFile(
      GgufFile file,
      Map<String, GgmlType> types,
      ImportanceMatrix importance,
      RowQuantizer.Method method,
      Kernels kernels,
      Map<String, InputProducts> products) {
    this.file = file;
    this.types = new LinkedHashMap<>(types);
    this.importance = importance;
    this.method = method;
    this.kernels = kernels;
    this.products = Map.copyOf(products);
  }

  /**
   * The same copy, with errors fed back to the columns that follow in tensors that {@link
   * #takesFeedback}. Where a plane has seen too little it is quantized as without.
   *
   * @param inputs what was recorded, by tensor
   */
  public QuantizedFile withFeedback(Map<String, InputProducts> inputs) {
    return new QuantizedFile(file, types, importance, method, kernels, inputs);
  }

  /** Whether products of inputs would be of use for a tensor: those quantized to ternary types. */
  public boolean takesFeedback(TensorInfo tensor) {
    GgmlType type = type(tensor);
    return (type == GgmlType.TQ1_0 || type == GgmlType.TQ2_0)
        && type != tensor.type()
        && method == RowQuantizer.Method.SEARCH;
  }

  /** The type that a tensor will have. */
  public GgmlType type(TensorInfo tensor) {
    return types.get(tensor.name());
  }

  /** Bytes of all tensors. */
  public long dataBytes() {
    return file.tensors().stream().mapToLong(this::sizeBytes).sum();
  }

  private long sizeBytes(TensorInfo tensor) {
    return type(tensor).rowBytes(tensor.elements());
  }

  /**
   * Writes the copy to one file, which appears whole or not at all; writing that was broken off
   * goes on, see {@link GgufWriter#continued}.
   *
   * @param about says which file and importance matrix this is made from
   * @param metadata of the copy
   * @param workers quantize
   * @param progress is told how many bytes of {@link #dataBytes} are written
   * @throws GgufFormatException if a weight is not finite
   */
  public void write(
      Path target, GgufMetadata metadata, String about, Workers workers, LongConsumer progress)
      throws IOException {
    long[] written = {0};
    LongConsumer more = bytes -> progress.accept(written[0] += bytes);
    try {
      writer(metadata, workers, more).continued(about + " " + method, more).write(target);
    } catch (InternalError fault) {
      throw file.explain(fault).orElseThrow(() -> fault);
    }
  }

  private GgufWriter writer(GgufMetadata metadata, Workers workers, LongConsumer more) {
    GgufWriter writer = new GgufWriter(metadata);
    for (String name : types.keySet()) {
      TensorInfo tensor = file.tensor(name).orElseThrow();
      writer.tensor(
          name, type(tensor), tensor.dims(), channel -> write(tensor, workers, channel, more));
    }
    return writer;
  }

  /** Size of the file with this metadata. */
  public long fileBytes(GgufMetadata metadata) {
    return writer(metadata, new SerialWorkers(), bytes -> {}).sizeBytes();
  }

  /**
   * Quantizes one tensor into memory.
   *
   * @param target as long as the tensor will be
   */
  public void quantize(TensorInfo tensor, Workers workers, MemorySegment target) {
    try {
      write(tensor, workers, new MemoryChannel(target), bytes -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  private void write(
      TensorInfo tensor, Workers workers, WritableByteChannel channel, LongConsumer more)
      throws IOException {
    if (type(tensor) == tensor.type()) {
      TensorSource.of(file.data(tensor)).writeTo(channel);
      more.accept(tensor.sizeBytes());
    } else {
      new QuantizedTensor(file, tensor, type(tensor), method, kernels.decoder(tensor.type()))
          .write(squares(tensor), products(tensor), workers, channel, more);
    }
  }

  private InputSquares squares(TensorInfo tensor) {
    return importance == null ? null : importance.of(tensor.name()).orElse(null);
  }

  private InputProducts products(TensorInfo tensor) {
    return takesFeedback(tensor) ? products.get(tensor.name()) : null;
  }
}
