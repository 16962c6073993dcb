package abruzzi.quant.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What one file to be written contains.
 *
 * @param metadata its key-value pairs
 * @param tensors its tensors, in order
 */
record PartPlan(GgufMetadata metadata, List<PlannedTensor> tensors) {

  /** Is told how far a file has come. */
  @FunctionalInterface
  interface Marks {
    /** So many tensors, counted from the first, are on the disk. */
    void whole(int tensors) throws IOException;
  }

  /**
   * Writes the file and forces it to the disk.
   *
   * @throws IllegalStateException if a source does not write as many bytes as its tensor has
   */
  void writeTo(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFrom(file, 0, whole -> {});
      file.force(true);
    }
  }

  /**
   * Writes the file, or what it lacks.
   *
   * @param whole so many tensors are there already; all is written if the file is shorter
   * @param marks is told of each tensor that is on the disk
   */
  void continueTo(Path path, int whole, Marks marks) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int kept = file.size() < sizeBytes(whole) ? 0 : whole;
      file.truncate(kept == 0 ? 0 : sizeBytes(kept));
      file.position(file.size());
      writeFrom(
          file,
          kept,
          count -> {
            file.force(true);
            marks.whole(count);
          });
    }
  }

  private void writeFrom(FileChannel file, int kept, Marks marks) throws IOException {
    long alignment = alignment(metadata);
    if (kept == 0) {
      writeFully(file, ByteBuffer.wrap(header()));
      pad(file, alignment);
    }
    for (int i = kept; i < tensors.size(); i++) {
      writeData(file, tensors.get(i));
      pad(file, alignment);
      marks.whole(i + 1);
    }
  }

  /** The header, without the padding that follows it. */
  byte[] header() {
    return HeaderEncoder.encode(metadata, placed(alignment(metadata)));
  }

  /** Size of the file, padding included. */
  long sizeBytes() {
    return sizeBytes(tensors.size());
  }

  /** Size with some of the tensors, counted from the first. */
  private long sizeBytes(int count) {
    long alignment = alignment(metadata);
    long bytes = TensorTableReader.alignUp(header().length, alignment);
    for (PlannedTensor tensor : tensors.subList(0, count)) {
      bytes = Math.addExact(bytes, TensorTableReader.alignUp(tensor.info().sizeBytes(), alignment));
    }
    return bytes;
  }

  private List<TensorInfo> placed(long alignment) {
    List<TensorInfo> placed = new ArrayList<>(tensors.size());
    long offset = 0;
    for (PlannedTensor tensor : tensors) {
      TensorInfo t = tensor.info();
      placed.add(new TensorInfo(t.name(), t.type(), t.dims(), 0, offset, t.sizeBytes()));
      offset = Math.addExact(offset, TensorTableReader.alignUp(t.sizeBytes(), alignment));
    }
    return placed;
  }

  private static void writeData(FileChannel file, PlannedTensor tensor) throws IOException {
    long start = file.position();
    tensor.source().writeTo(new UnclosableChannel(file));
    long written = file.position() - start;
    long expected = tensor.info().sizeBytes();
    if (written != expected) {
      throw new IllegalStateException(
          String.format(
              "tensor=%s wrote %d bytes, expected %d", tensor.info().name(), written, expected));
    }
  }

  private static void pad(FileChannel file, long alignment) throws IOException {
    long target = TensorTableReader.alignUp(file.position(), alignment);
    byte[] zeros = new byte[(int) Math.min(target - file.position(), 1 << 16)];
    while (file.position() < target) {
      int length = (int) Math.min(zeros.length, target - file.position());
      writeFully(file, ByteBuffer.wrap(zeros, 0, length));
    }
  }

  private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** The alignment that metadata asks for, checked as the reader does. */
  static long alignment(GgufMetadata metadata) {
    String key = GgufMetadata.ALIGNMENT_KEY;
    if (!metadata.has(key)) {
      return GgufMetadata.DEFAULT_ALIGNMENT;
    }
    long alignment = metadata.integer(key).orElse(0);
    boolean uint32 = metadata.typeOf(key).orElseThrow() == GgufValueType.UINT32;
    if (!uint32 || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          key + "=" + metadata.values().get(key) + ", expected a power of two as UINT32");
    }
    return alignment;
  }

  /** Hands buffers on whole, and keeps a source from closing the file. */
  private record UnclosableChannel(FileChannel file) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      writeFully(file, bytes);
      return length;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {}
  }
}
