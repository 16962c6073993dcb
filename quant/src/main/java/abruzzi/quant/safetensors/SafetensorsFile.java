package abruzzi.quant.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * An open file, mapped. What its header says is checked against its length, so that a download that
 * was interrupted is noticed at once.
 *
 * <pre>
 * length of the header (8, little-endian) | header, JSON | data
 * </pre>
 *
 * <p>Threading: immutable; may be read by several threads until it is closed.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final long LARGEST_HEADER = 100_000_000;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment data;
  private final Map<String, SafetensorsTensor> tensors;

  private SafetensorsFile(Path path, HeaderParser parser, Arena arena) throws IOException {
    this.path = path;
    this.arena = arena;
    MemorySegment file = map();
    long header = file.byteSize() < Long.BYTES ? -1 : file.get(LONG, 0);
    if (header < 2 || header > LARGEST_HEADER) {
      throw fault("is no safetensors file");
    }
    if (header > file.byteSize() - Long.BYTES) {
      throw fault("ends inside of its header; its download was interrupted, fetch it again");
    }
    data = file.asSlice(Long.BYTES + header);
    tensors = parse(parser, file.asSlice(Long.BYTES, header));
    tensors.forEach(this::check);
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if it is damaged or not complete; the message names it
   */
  public static SafetensorsFile open(Path path, HeaderParser parser) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new SafetensorsFile(path, parser, arena);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private MemorySegment map() throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
    }
  }

  private Map<String, SafetensorsTensor> parse(HeaderParser parser, MemorySegment header) {
    try {
      return parser.parse(header.toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException e) {
      throw fault("its header is damaged: " + e.getMessage());
    }
  }

  private void check(String name, SafetensorsTensor tensor) {
    if (tensor.begin() < 0 || tensor.end() < tensor.begin()) {
      throw fault("the place of tensor " + name + " is absurd; the file is damaged");
    }
    if (tensor.end() > data.byteSize()) {
      throw fault(
          "has %d bytes of data but tensor %s ends at byte %d; its download was interrupted, fetch it again"
              .formatted(data.byteSize(), name, tensor.end()));
    }
    SafetensorsType.ofName(tensor.type())
        .ifPresent(
            type -> {
              if (tensor.elements() * type.bytes() != tensor.end() - tensor.begin()) {
                throw fault("the size of tensor " + name + " is not that of its shape");
              }
            });
  }

  private IllegalArgumentException fault(String reason) {
    return new IllegalArgumentException(path + ": " + reason);
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** All tensors by name. */
  public Map<String, SafetensorsTensor> tensors() {
    return tensors;
  }

  /** The bytes of a tensor of this file. */
  public MemorySegment data(SafetensorsTensor tensor) {
    return data.asSlice(tensor.begin(), tensor.end() - tensor.begin());
  }

  @Override
  public void close() {
    arena.close();
  }
}
