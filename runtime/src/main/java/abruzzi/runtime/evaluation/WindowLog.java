package abruzzi.runtime.evaluation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A file that grows by a record per window, and may be left off and continued at any time: what a
 * kill leaves of a record that was not finished is cut off when it is opened again.
 *
 * <pre>
 * header  magic (8) | length (4) | crc of the title (4) | title, UTF-8
 * record  length (4) | crc of the data (4) | data, deflated
 * </pre>
 *
 * <p>Threading: one thread at a time; one process at a time.
 */
final class WindowLog implements AutoCloseable {
  private static final long MAGIC = 0x4142525749_4E3031L; // "ABRWIN01"
  private static final int FRAME_BYTES = 8;
  private static final int LONGEST_TITLE = 1 << 12;

  private final Path path;
  private final FileChannel file;
  private final List<Long> records = new ArrayList<>();
  private String title;
  private long end;

  private WindowLog(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a file, or makes it.
   *
   * @param title says what the records are about; kept in a new file
   * @throws IllegalArgumentException if the file is of another kind
   */
  static WindowLog openOrCreate(Path path, String title) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return start(new WindowLog(path, file), title);
  }

  /** Opens a file that must be there, to read it. */
  static WindowLog open(Path path) throws IOException {
    return start(new WindowLog(path, FileChannel.open(path, StandardOpenOption.READ)), null);
  }

  private static WindowLog start(WindowLog log, String title) throws IOException {
    try {
      if (title != null && log.file.size() == 0) {
        log.writeHeader(title);
      } else {
        log.readHeader();
      }
      log.scan();
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void writeHeader(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + FRAME_BYTES + bytes.length);
    header.putLong(MAGIC).putInt(bytes.length).putInt(crc(bytes)).put(bytes);
    write(header.flip(), 0);
    title = text;
    end = header.limit();
  }

  private void readHeader() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES);
    if (!fill(head, 0) || head.getLong(0) != MAGIC) {
      throw new IllegalArgumentException(path + ": was not written by an evaluation");
    }
    byte[] text = frame(Long.BYTES);
    if (text == null || text.length > LONGEST_TITLE) {
      throw new IllegalArgumentException(path + ": is damaged; remove it and begin anew");
    }
    title = new String(text, StandardCharsets.UTF_8);
    end = (long) Long.BYTES + FRAME_BYTES + text.length;
  }

  private void scan() throws IOException {
    for (byte[] data = frame(end); data != null; data = frame(end)) {
      records.add(end);
      end += FRAME_BYTES + data.length;
    }
  }

  /** What lies in the frame at an offset, null if there is no whole one. */
  private byte[] frame(long offsetBytes) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(FRAME_BYTES);
    if (!fill(head, offsetBytes)) {
      return null;
    }
    int length = head.getInt(0);
    if (length < 0 || length > file.size() - offsetBytes - FRAME_BYTES) {
      return null;
    }
    ByteBuffer data = ByteBuffer.allocate(length);
    return fill(data, offsetBytes + FRAME_BYTES) && crc(data.array()) == head.getInt(4)
        ? data.array()
        : null;
  }

  private boolean fill(ByteBuffer buffer, long offsetBytes) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer, offsetBytes + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private void write(ByteBuffer buffer, long offsetBytes) throws IOException {
    long at = offsetBytes;
    while (buffer.hasRemaining()) {
      at += file.write(buffer, at);
    }
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  Path path() {
    return path;
  }

  String title() {
    return title;
  }

  /** Number of whole records. */
  int records() {
    return records.size();
  }

  /** The data of a record. */
  ByteBuffer read(int index) throws IOException {
    byte[] deflated = frame(records.get(index));
    if (deflated == null) {
      throw new EOFException(path + ": became shorter while it was read");
    }
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return ByteBuffer.wrap(in.readAllBytes());
    }
  }

  /** Adds a record; it counts once it is written whole. */
  void append(byte[] data) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setStrategy(Deflater.HUFFMAN_ONLY); // there is nothing that repeats
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater, 1 << 16)) {
      out.write(data);
    } finally {
      deflater.end();
    }
    byte[] bytes = deflated.toByteArray();
    ByteBuffer record = ByteBuffer.allocate(FRAME_BYTES + bytes.length);
    write(record.putInt(bytes.length).putInt(crc(bytes)).put(bytes).flip(), end);
    records.add(end);
    end += record.limit();
    file.truncate(end);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
