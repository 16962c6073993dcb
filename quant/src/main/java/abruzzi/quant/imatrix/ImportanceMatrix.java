package abruzzi.quant.imatrix;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufFormatException;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufWriter;
import abruzzi.quant.gguf.TensorInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Input squares of the matrices of a model, by the names of their tensors.
 *
 * <p>In a file, a tensor {@code t} has {@code t.in_sum2} with the sums, {@code [planes, columns]},
 * and {@code t.counts}, {@code [planes, 1]}, both F32; metadata says which texts were read, in how
 * many chunks of how many tokens.
 *
 * <p>Source of the format: llama.cpp's imatrix files.
 *
 * @param datasets names of the texts
 * @param chunks number of chunks
 * @param chunkTokens tokens of a chunk
 * @param tensors what was measured, by tensor
 */
public record ImportanceMatrix(
    List<String> datasets, long chunks, long chunkTokens, Map<String, InputSquares> tensors) {
  private static final String TYPE_KEY = "general.type";
  private static final String TYPE = "imatrix";
  private static final String DATASETS_KEY = "imatrix.datasets";
  private static final String CHUNKS_KEY = "imatrix.chunk_count";
  private static final String CHUNK_TOKENS_KEY = "imatrix.chunk_size";
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Copies the collections. */
  public ImportanceMatrix {
    datasets = List.copyOf(datasets);
    tensors = Map.copyOf(new TreeMap<>(tensors));
  }

  /** What was measured for a tensor. */
  public Optional<InputSquares> of(String tensor) {
    return Optional.ofNullable(tensors.get(tensor));
  }

  /**
   * What of this belongs to the tensors of a model, in their shapes: a file may have the inputs of
   * several heads as if they were those of one matrix.
   *
   * @param path the file this is from, for the message
   * @throws GgufFormatException if a shape does not fit, or nothing belongs to the model
   */
  public ImportanceMatrix of(List<TensorInfo> model, Path path) {
    Map<String, InputSquares> fitting = new TreeMap<>();
    for (TensorInfo tensor : model) {
      InputSquares squares = tensors.get(tensor.name());
      if (squares != null) {
        fitting.put(tensor.name(), fitted(squares, tensor, path));
      }
    }
    if (fitting.isEmpty()) {
      throw new GgufFormatException(
          path, -1, "it has no tensor of this model; it was made of another one");
    }
    return new ImportanceMatrix(datasets, chunks, chunkTokens, fitting);
  }

  private static InputSquares fitted(InputSquares squares, TensorInfo tensor, Path path) {
    if (squares.columns() == tensor.dim(0)
        && (squares.planes() == 1 || squares.planes() == tensor.dim(2))) {
      return squares;
    }
    if (squares.planes() == 1 && squares.columns() == tensor.dim(0) * tensor.dim(2)) {
      return squares.split(Math.toIntExact(tensor.dim(2)));
    }
    throw new GgufFormatException(
        path,
        -1,
        String.format(
            "it has %d x %d inputs for tensor %s, which has %d x %d; it was made of another model",
            squares.planes(), squares.columns(), tensor.name(), tensor.dim(2), tensor.dim(0)));
  }

  /**
   * Reads a file.
   *
   * @throws GgufFormatException if it is damaged or of another kind
   */
  public static ImportanceMatrix load(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      GgufMetadata metadata = file.metadata();
      Map<String, InputSquares> tensors = new TreeMap<>();
      for (TensorInfo sums : file.tensors()) {
        if (sums.name().endsWith(SUMS)) {
          String name = sums.name().substring(0, sums.name().length() - SUMS.length());
          tensors.put(name, read(path, file, name, sums));
        }
      }
      if (tensors.isEmpty()) {
        throw new GgufFormatException(path, -1, "is no importance matrix: it has no input squares");
      }
      return new ImportanceMatrix(
          metadata.strings(DATASETS_KEY).orElse(List.of()),
          metadata.integer(CHUNKS_KEY).orElse(0),
          metadata.integer(CHUNK_TOKENS_KEY).orElse(0),
          tensors);
    }
  }

  private static InputSquares read(Path path, GgufFile file, String name, TensorInfo sums) {
    TensorInfo counts = file.tensor(name + COUNTS).orElse(null);
    long planes = counts == null ? 0 : counts.elements();
    boolean shapes =
        planes > 0
            && sums.elements() == planes * sums.dim(0)
            && sums.type() == GgmlType.F32
            && counts.type() == GgmlType.F32;
    if (!shapes) {
      throw new GgufFormatException(
          path, -1, "the sums and counts of tensor " + name + " do not belong together");
    }
    float[] values = file.data(sums).toArray(FLOAT);
    float[] numbers = file.data(counts).toArray(FLOAT);
    double[] squares = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0) || Float.isInfinite(values[i])) {
        throw new GgufFormatException(
            path, -1, "tensor " + name + " has a sum of squares of " + values[i]);
      }
      squares[i] = values[i];
    }
    long[] seen = new long[numbers.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = Math.round((double) numbers[i]);
    }
    return new InputSquares(seen.length, Math.toIntExact(sums.dim(0)), squares, seen);
  }

  /**
   * What was measured on several texts.
   *
   * @param parts of the same model, at least one
   * @throws IllegalArgumentException if they are of different models
   */
  public static ImportanceMatrix merge(List<ImportanceMatrix> parts) {
    List<String> datasets = new ArrayList<>();
    Map<String, InputSquares> tensors = new TreeMap<>();
    long chunks = 0;
    for (ImportanceMatrix part : parts) {
      datasets.addAll(part.datasets);
      chunks += part.chunks;
      part.tensors.forEach(
          (name, squares) -> tensors.merge(name, squares, (one, two) -> sum(name, one, two)));
    }
    return new ImportanceMatrix(datasets, chunks, parts.get(0).chunkTokens, tensors);
  }

  private static InputSquares sum(String name, InputSquares one, InputSquares two) {
    return one.plus(two)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the importance matrices have different shapes for tensor "
                        + name
                        + "; merge those of one model"));
  }

  /** Writes a file, which appears whole or not at all. */
  public void save(Path target) throws IOException {
    GgufWriter writer =
        new GgufWriter(
            new GgufMetadataBuilder()
                .string(TYPE_KEY, TYPE)
                .strings(DATASETS_KEY, datasets)
                .uint32(CHUNKS_KEY, chunks)
                .uint32(CHUNK_TOKENS_KEY, chunkTokens)
                .build());
    new TreeMap<>(tensors)
        .forEach(
            (name, squares) -> {
              long columns = squares.columns();
              long planes = squares.planes();
              writer.tensor(name + SUMS, GgmlType.F32, List.of(columns, planes), sums(squares));
              writer.tensor(name + COUNTS, GgmlType.F32, List.of(1L, planes), counts(squares));
            });
    writer.write(target);
  }

  private static MemorySegment sums(InputSquares squares) {
    MemorySegment data =
        MemorySegment.ofArray(
            new byte[Math.multiplyExact(4, squares.planes() * squares.columns())]);
    for (int plane = 0; plane < squares.planes(); plane++) {
      for (int c = 0; c < squares.columns(); c++) {
        long index = (long) plane * squares.columns() + c;
        data.set(FLOAT, 4 * index, (float) squares.sum(plane, c));
      }
    }
    return data;
  }

  private static MemorySegment counts(InputSquares squares) {
    MemorySegment data = MemorySegment.ofArray(new byte[4 * squares.planes()]);
    for (int plane = 0; plane < squares.planes(); plane++) {
      data.set(FLOAT, 4L * plane, (float) squares.count(plane));
    }
    return data;
  }
}
