package abruzzi.profiles.measure;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Measures how fast a disk reads a file made for that, past the system's cache where the file
 * system allows it (O_DIRECT).
 *
 * <p>Threading: one thread at a time. Whoever makes one closes it.
 */
public final class DiskReads implements AutoCloseable {
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final int WRITE_BYTES = 4 << 20;
  private static final long SEED = 8611;

  private final FileChannel file;
  private final long fileBytes;
  private final int blockBytes;
  private final boolean direct;

  private DiskReads(FileChannel file, int blockBytes, boolean direct) throws IOException {
    this.file = file;
    this.fileBytes = file.size();
    this.blockBytes = blockBytes;
    this.direct = direct;
  }

  /**
   * Writes a file of random bytes. It has no name any more when this returns, so that nothing is
   * left behind.
   *
   * @param folder on the disk to measure
   * @param bytes size, a multiple of 4 MiB, which is what is written at a time
   * @throws IOException if there is no room, or nothing may be written there
   */
  public static DiskReads in(Path folder, long bytes) throws IOException {
    if (bytes < WRITE_BYTES || bytes % WRITE_BYTES != 0) {
      throw new IllegalArgumentException("bytes=" + bytes + ", expected a multiple of 4 MiB");
    }
    FileStore disk = Files.getFileStore(folder);
    if (disk.getUsableSpace() < 2 * bytes) {
      throw new IOException(
          folder + ": too little room to measure this disk, needs " + 2 * bytes + " bytes");
    }
    Path path = Files.createTempFile(folder, "abruzzi-disk-", ".tmp");
    try {
      write(path, bytes);
      return open(path, blockBytes(disk));
    } finally {
      Files.delete(path);
    }
  }

  private static int blockBytes(FileStore disk) throws IOException {
    long bytes = disk.getBlockSize();
    return bytes > 0 && bytes <= LARGEST_BLOCK ? (int) bytes : 4096;
  }

  private static void write(Path path, long bytes) throws IOException {
    byte[] random = new byte[WRITE_BYTES];
    new SplittableRandom(SEED).nextBytes(random);
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      for (long done = 0; done < bytes; done += WRITE_BYTES) {
        ByteBuffer rest = ByteBuffer.wrap(random);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      }
      out.force(true);
    }
  }

  private static DiskReads open(Path path, int blockBytes) throws IOException {
    try {
      FileChannel file = FileChannel.open(path, StandardOpenOption.READ, directIo());
      return new DiskReads(file, blockBytes, true);
    } catch (UnsupportedOperationException | IOException e) {
      return new DiskReads(FileChannel.open(path, StandardOpenOption.READ), blockBytes, false);
    }
  }

  /** The JDK has it in a package that the compiler warns of at every mention. */
  private static OpenOption directIo() {
    try {
      Object[] options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
      return Arrays.stream(options)
          .filter(option -> option.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .findAny()
          .orElseThrow(UnsupportedOperationException::new);
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException(e);
    }
  }

  /** Whether reads go past the system's cache. */
  public boolean direct() {
    return direct;
  }

  /**
   * Rate from end to end, with a few reads in flight.
   *
   * @param pieceBytes bytes of a read
   * @param nanos how long to measure at least
   * @return bytes per second
   */
  public double sequential(int pieceBytes, int inFlight, long nanos) throws IOException {
    int piece = whole(pieceBytes);
    AtomicLong next = new AtomicLong();
    return rate(piece, inFlight, nanos, reader -> () -> next.getAndIncrement() * piece);
  }

  /**
   * Rate of reads at random places.
   *
   * @param readBytes bytes of a read, rounded up to whole blocks of the disk
   * @param inFlight reads at a time
   * @param nanos how long to measure at least
   * @return bytes per second
   */
  public double random(int readBytes, int inFlight, long nanos) throws IOException {
    int piece = whole(readBytes);
    long places = (fileBytes - piece) / blockBytes + 1;
    return rate(
        piece,
        inFlight,
        nanos,
        reader -> {
          SplittableRandom random = new SplittableRandom(SEED + reader);
          return () -> random.nextLong(places) * blockBytes;
        });
  }

  private int whole(int bytes) {
    int whole = Math.ceilDiv(bytes, blockBytes) * blockBytes;
    if (bytes < 1 || whole > fileBytes) {
      throw new IllegalArgumentException(
          "bytes=" + bytes + ", expected at least 1 and at most the file's " + fileBytes);
    }
    return whole;
  }

  /** Where a reader reads next; past the end it starts over. */
  @FunctionalInterface
  private interface Places {
    LongSupplier of(int reader);
  }

  private double rate(int piece, int inFlight, long nanos, Places places) throws IOException {
    AtomicLong bytes = new AtomicLong();
    long start = System.nanoTime();
    List<Callable<Void>> readers = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      LongSupplier next = places.of(i);
      readers.add(() -> read(piece, next, start + nanos, bytes));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(inFlight)) {
      for (Future<Void> reader : threads.invokeAll(readers)) {
        reader.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("the disk could not be read: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while measuring the disk", e);
    }
    return bytes.get() * 1e9 / (System.nanoTime() - start);
  }

  private Void read(int piece, LongSupplier next, long deadline, AtomicLong bytes)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      ByteBuffer buffer = arena.allocate(piece, blockBytes).asByteBuffer();
      long places = fileBytes - piece + 1;
      do {
        long at = next.getAsLong() % places / blockBytes * blockBytes;
        buffer.clear();
        while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {
          // a read may bring less than was asked for
        }
        bytes.addAndGet(buffer.position());
      } while (System.nanoTime() < deadline);
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
