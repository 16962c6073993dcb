package abruzzi.runtime.conversion;

import abruzzi.quant.block.BlockEncoder;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.GgufMetadata;
import abruzzi.quant.gguf.GgufMetadataBuilder;
import abruzzi.quant.gguf.GgufWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * A checkpoint as GGUF. Matrices are read, converted and written row by row, so that no more memory
 * is needed than some rows take, and of the joint key and value weights one head.
 *
 * <p>Threading: one thread at a time.
 */
public final class Conversion {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Checkpoint checkpoint;
  private final List<PlannedWeights> tensors;
  private final GgufMetadata metadata;

  /**
   * Plans a conversion; everything but the weights is read and checked.
   *
   * @param checkpoint stays open as long as this is used
   * @param name what the model is to be called
   * @param type storage type of matrices of floats, empty to keep what they are
   * @throws IllegalArgumentException if the checkpoint is not complete, or has something that has
   *     no place in GGUF
   */
  public Conversion(Checkpoint checkpoint, String name, Optional<GgmlType> type)
      throws IOException {
    this.checkpoint = checkpoint;
    tensors = new TensorPlan(checkpoint, type).tensors();
    GgufMetadataBuilder keys = new GgufMetadataBuilder();
    ConfigMetadata.write(checkpoint, name, mostUsedType(), keys);
    TokenizerMetadata.write(checkpoint, keys);
    metadata = keys.build();
  }

  private GgmlType mostUsedType() {
    PlannedWeights largest = tensors.get(0);
    for (PlannedWeights tensor : tensors) {
      largest = tensor.bytes() > largest.bytes() ? tensor : largest;
    }
    return largest.type();
  }

  /** Bytes of all tensors as they are written. */
  public long dataBytes() {
    return tensors.stream().mapToLong(PlannedWeights::bytes).sum();
  }

  /** Number of tensors. */
  public int tensors() {
    return tensors.size();
  }

  /**
   * Writes the file or its parts, which appear whole or not at all; writing that was broken off
   * goes on, see {@link GgufWriter#continued}.
   *
   * @param splitBytes largest size of a part, empty for one file
   * @param progress is told the bytes that were written since the last time
   * @return what was written; the first is the one to open
   */
  public List<Path> write(Path target, OptionalLong splitBytes, LongConsumer progress)
      throws IOException {
    GgufWriter writer = new GgufWriter(metadata).continued(checkpoint.hash(), progress);
    for (PlannedWeights tensor : tensors) {
      writer.tensor(
          tensor.name(), tensor.type(), tensor.dims(), channel -> write(tensor, channel, progress));
    }
    if (splitBytes.isPresent()) {
      return writer.writeSplit(target, splitBytes.getAsLong());
    }
    writer.write(target);
    return List.of(target);
  }

  private static void write(
      PlannedWeights tensor, WritableByteChannel channel, LongConsumer progress)
      throws IOException {
    int rowBytes = Math.toIntExact(tensor.rowBytes());
    BlockEncoder encoder = BlockEncoders.of(tensor.type()).orElseThrow();
    byte[] chunk = new byte[Math.max(1, CHUNK_BYTES / rowBytes) * rowBytes];
    MemorySegment memory = MemorySegment.ofArray(chunk);
    float[] values = new float[tensor.columns()];
    int filled = 0;
    for (WeightRows part : tensor.parts()) {
      for (long row = 0; row < part.rows(); row++) {
        if (!part.copy(row, tensor.type(), memory.asSlice(filled, rowBytes))) {
          part.decode(row, values);
          encoder.encode(values, 0, values.length, memory, filled);
        }
        filled += rowBytes;
        if (filled == chunk.length) {
          flush(chunk, filled, channel, progress);
          filled = 0;
        }
      }
    }
    flush(chunk, filled, channel, progress);
  }

  private static void flush(
      byte[] chunk, int length, WritableByteChannel channel, LongConsumer progress)
      throws IOException {
    channel.write(ByteBuffer.wrap(chunk, 0, length));
    progress.accept(length);
  }

  /**
   * Reads a converted file again and compares it with the checkpoint.
   *
   * @param first the file, or the first part of a split one
   * @param progress is told the bytes that were compared since the last time
   */
  public Verification verify(Path first, LongConsumer progress) {
    Comparer comparer = new Comparer();
    try (GgufFile file = GgufFile.open(first)) {
      tensors.forEach(tensor -> comparer.add(tensor, file, progress));
    }
    return comparer.result();
  }
}
