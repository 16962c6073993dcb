package abruzzi.quant.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Writes GGUF files of version 3: collects metadata and tensors, then writes them to one file or to
 * the parts of a split one. The alignment is that of the metadata's {@code general.alignment}, 32
 * if it has none.
 *
 * <p>Files appear whole or not at all: each is written beside its target with the ending {@code
 * .tmp}, forced to the disk and moved into place; the first part of a split file, by which it is
 * opened, comes last. The target may therefore be the very file that tensors are being read from.
 *
 * <p>Not safe for use by several threads.
 */
public final class GgufWriter {
  private static final String EXTENSION = ".gguf";

  private final GgufMetadata metadata;
  private final List<PlannedTensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private String unfinished;
  private LongConsumer kept;

  /**
   * A writer of a file without tensors so far.
   *
   * @throws IllegalArgumentException if the metadata has an alignment that is not a power of two as
   *     uint32
   */
  public GgufWriter(GgufMetadata metadata) {
    PartPlan.alignment(metadata);
    this.metadata = metadata;
  }

  /**
   * A writer of the same content. Of a split model it writes a single file, or splits it anew. A
   * file that llama.cpp wrote comes out identical byte for byte.
   *
   * @param file must stay open until the copy is written
   */
  public static GgufWriter copyOf(GgufFile file) {
    GgufWriter writer = new GgufWriter(file.metadata());
    for (TensorInfo tensor : file.tensors()) {
      writer.tensor(tensor.name(), tensor.type(), tensor.dims(), file.data(tensor));
    }
    return writer;
  }

  /**
   * Adds a tensor that lies in memory.
   *
   * @param name unique, at most 63 bytes of UTF-8
   * @param type storage type
   * @param dims at most four, contiguous first: {@code [row length, rows, planes, ...]}
   * @param data exactly the bytes of the tensor; must stay alive until the file is written
   * @throws IllegalArgumentException if the reader would not accept the tensor
   * @throws ArithmeticException if its size does not fit a long
   */
  public GgufWriter tensor(String name, GgmlType type, List<Long> dims, MemorySegment data) {
    PlannedTensor tensor = PlannedTensor.of(name, type, dims, TensorSource.of(data));
    if (data.byteSize() != tensor.info().sizeBytes()) {
      throw new IllegalArgumentException(
          String.format(
              "data=%d bytes, expected %d for tensor %s of type %s and dimensions %s",
              data.byteSize(), tensor.info().sizeBytes(), name, type, dims));
    }
    return add(tensor);
  }

  /**
   * Adds a tensor of which the bytes are made while the file is written.
   *
   * @see #tensor(String, GgmlType, List, MemorySegment)
   */
  public GgufWriter tensor(String name, GgmlType type, List<Long> dims, TensorSource source) {
    return add(PlannedTensor.of(name, type, dims, source));
  }

  private GgufWriter add(PlannedTensor tensor) {
    if (!names.add(tensor.info().name())) {
      throw new IllegalArgumentException("name=" + tensor.info().name() + ", expected a new one");
    }
    tensors.add(tensor);
    return this;
  }

  /**
   * Makes writing go on where it was after it was killed or the disk failed: what is not finished
   * stays beside the target, ending in {@code .tmp}, with a journal of its whole tensors, {@code
   * .journal}. When the same content is written to the same target again, these tensors are not
   * asked for.
   *
   * @param about tells apart everything that the bytes of tensors depend on and the header does not
   *     say: the file they come from, the method; without line breaks
   * @param keptBytes is told the bytes of tensors that are there already
   */
  public GgufWriter continued(String about, LongConsumer keptBytes) {
    unfinished = about;
    kept = keptBytes;
    return this;
  }

  /**
   * Writes one file. Keys that describe a split into several parts are left out.
   *
   * @throws IllegalStateException if a source does not write as many bytes as its tensor has
   */
  public void write(Path target) throws IOException {
    writeAll(List.of(single()), List.of(target), target);
  }

  private PartPlan single() {
    if (metadata.integer(SplitName.COUNT_KEY).orElse(1) <= 1) {
      return new PartPlan(metadata, tensors);
    }
    GgufMetadataBuilder keys = new GgufMetadataBuilder().putAll(metadata);
    return new PartPlan(SplitPlanner.withoutSplitKeys(keys).build(), tensors);
  }

  /** Size of the file that {@link #write} writes. */
  public long sizeBytes() {
    return single().sizeBytes();
  }

  /**
   * Writes a split file, {@code model-00001-of-00003.gguf} and so on for the target {@code
   * model.gguf}. Each part is filled with whole tensors up to the limit; a tensor that alone is
   * larger gets a part of its own.
   *
   * @param target names the folder and the prefix
   * @param maxPartBytes largest size of a part, header and padding included
   * @return the parts, in order; the first is the one to open
   * @throws IllegalStateException if a source does not write as many bytes as its tensor has
   */
  public List<Path> writeSplit(Path target, long maxPartBytes) throws IOException {
    if (maxPartBytes <= 0) {
      throw new IllegalArgumentException("maxPartBytes=" + maxPartBytes + ", expected > 0");
    }
    List<PartPlan> parts = new SplitPlanner(metadata, tensors, maxPartBytes).plan();
    String name = target.getFileName().toString();
    String prefix =
        name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    List<Path> targets = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      targets.add(target.resolveSibling(new SplitName(prefix, i, parts.size()).fileName()));
    }
    writeAll(parts, targets, target);
    return targets;
  }

  private void writeAll(List<PartPlan> parts, List<Path> targets, Path whole) throws IOException {
    UnfinishedFiles files = new UnfinishedFiles(parts, targets);
    if (unfinished == null) {
      files.write();
    } else {
      files.continueWriting(whole, unfinished, kept);
    }
  }
}
