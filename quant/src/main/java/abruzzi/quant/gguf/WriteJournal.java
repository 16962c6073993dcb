package abruzzi.quant.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the writing of some files has come, in a file beside them, so that it goes on there after
 * the process was killed. The first line says what is being written; each further one says that a
 * part has so many whole tensors on the disk, the last that all parts are whole and being moved.
 *
 * <p>Threading: one thread; a lock keeps other processes off.
 */
final class WriteJournal implements AutoCloseable {
  private static final String TITLE = "abruzzi unfinished 1 ";
  private static final String MOVING = "moving";
  private static final Pattern MARK = Pattern.compile("(\\d{1,5}) (\\d{1,9})");

  private final Path path;
  private final FileChannel file;
  private final int[] tensors;
  private boolean moving;

  private WriteJournal(Path path, FileChannel file, int parts) {
    this.path = path;
    this.file = file;
    this.tensors = new int[parts];
  }

  /**
   * Opens a journal, or begins one; one about something else is begun anew.
   *
   * @param about tells apart what is written, without line breaks
   * @param parts number of files
   * @throws IOException if another process writes the same
   */
  static WriteJournal open(Path path, String about, int parts) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      WriteJournal journal = new WriteJournal(path, file, parts);
      journal.lock();
      journal.read(TITLE + about);
      return journal;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void lock() throws IOException {
    try {
      if (file.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    throw new IOException(path + ": another process is writing this file; wait for its end");
  }

  private void read(String title) throws IOException {
    String text = Files.readString(path, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n') + 1; // a line cut short by a kill is no line
    String[] lines = text.substring(0, end).split("\n", -1);
    if (!lines[0].equals(title)) {
      file.truncate(0);
      append(title);
      return;
    }
    file.truncate(end);
    for (String line : lines) {
      Matcher mark = MARK.matcher(line);
      if (mark.matches() && Integer.parseInt(mark.group(1)) < tensors.length) {
        tensors[Integer.parseInt(mark.group(1))] = Integer.parseInt(mark.group(2));
      }
      moving |= line.equals(MOVING);
    }
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      file.write(bytes, file.size());
    }
    file.force(false);
  }

  /** How many tensors of a part, counted from its first, are on the disk. */
  int tensors(int part) {
    return tensors[part];
  }

  /** Says how many are. */
  void mark(int part, int count) throws IOException {
    tensors[part] = count;
    append(part + " " + count);
  }

  /** Whether all parts are whole and some may have their names already. */
  boolean isMoving() {
    return moving;
  }

  /** Says so. */
  void markMoving() throws IOException {
    moving = true;
    append(MOVING);
  }

  /** The work is done, or given up. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
