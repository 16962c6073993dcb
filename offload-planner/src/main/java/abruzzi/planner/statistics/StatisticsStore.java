package abruzzi.planner.statistics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.MappedBytes;

/**
 * Router statistics of one model in a memory-mapped file that several processes may add to.
 *
 * <pre>
 *    0  magic       written last when the file is made
 *    8  first layer, layers, experts, used  (int)
 *   24  sequence    number of the last complete state, which lies in slot (sequence mod 2)
 *   64  slot 0:     sequence, CRC-32C of what follows, tokens, pairs,
 *                   uses, repeats, last tokens, distances [layers, experts]  (long)
 *    …  slot 1
 * </pre>
 *
 * <p>A new state is written into the slot that does not hold the last one; the sequence is set when
 * it is complete. What a process wrote into a mapped file stays when it is killed, so at any moment
 * the file holds a complete state. The checksum finds what a crash of the whole system has left
 * half on disk; then the other slot counts.
 *
 * <p>Threading: one thread at a time. Processes exclude each other with a lock on the file, which
 * the system takes back when one dies.
 */
@SuppressWarnings("try") // locks are held, not used
public final class StatisticsStore implements AutoCloseable {
  private static final long MAGIC = 0x3152_5452_5a52_4241L; // "ABRZRTR1"
  private static final int SHAPE_AT = 8;
  private static final int SEQUENCE_AT = 24;
  private static final int SLOTS_AT = 64;
  private static final int LOCK_TRIES = 200;
  private static final long LOCK_WAIT_NANOS = 5_000_000;
  private static final int CHECKED_FROM = 2 * Long.BYTES;

  private final Path file;
  private final RoutingShape shape;
  private final MappedBytes mapped;
  private final ByteBuffer slot;

  private StatisticsStore(Path file, RoutingShape shape) throws IOException {
    this.file = file;
    this.shape = shape;
    slot = ByteBuffer.allocate(slotBytes(shape));
    long bytes = SLOTS_AT + 2L * slot.capacity();
    mapped = MappedBytes.singleMappedBytes(file.toFile(), bytes);
    mapped.readPositionRemaining(0, bytes); // all of it may be read
    mapped.singleThreadedCheckDisabled(true);
  }

  /** Four arrays, and tokens and pairs, behind sequence and checksum. */
  private static int slotBytes(RoutingShape shape) {
    return Math.multiplyExact(Long.BYTES, 4 + 4 * shape.cells());
  }

  /**
   * Opens the statistics of a model; makes the file if there is none.
   *
   * @throws StatisticsFormatException if the file is another one
   */
  public static StatisticsStore open(Path file, RoutingShape shape) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    StatisticsStore store = new StatisticsStore(file, shape);
    try (FileLock lock = store.lock()) {
      store.begin();
      return store;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Others hold it for a millisecond; one that was stopped meanwhile must not stop this one. */
  private FileLock lock() throws IOException {
    for (int i = 0; i < LOCK_TRIES; i++) {
      FileLock lock = mapped.mappedFile().tryLock(0, Long.BYTES, false);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(LOCK_WAIT_NANOS);
    }
    throw new IOException(file + ": locked by another process");
  }

  private void begin() {
    if (mapped.readVolatileLong(0) == 0) {
      int[] numbers = {shape.firstLayer(), shape.layers(), shape.experts(), shape.used()};
      for (int i = 0; i < numbers.length; i++) {
        mapped.writeInt(SHAPE_AT + 4L * i, numbers[i]);
      }
      write(new RoutingCounts(shape), 0);
      mapped.writeOrderedLong(0, MAGIC);
    }
    if (mapped.readVolatileLong(0) != MAGIC) {
      throw new StatisticsFormatException(file, "it begins with other bytes");
    }
    RoutingShape found =
        new RoutingShape(
            mapped.readInt(SHAPE_AT),
            mapped.readInt(SHAPE_AT + 4),
            mapped.readInt(SHAPE_AT + 8),
            mapped.readInt(SHAPE_AT + 12));
    if (!found.equals(shape)) {
      throw new StatisticsFormatException(file, found + ", expected " + shape);
    }
  }

  /** What all processes have counted so far. */
  public RouterStatistics read() throws IOException {
    try (FileLock lock = lock()) {
      return RouterStatistics.of(state());
    }
  }

  /** Adds what recorders have counted since the last time. */
  public void add(RoutingRecorder recorder) throws IOException {
    try (FileLock lock = lock()) {
      RoutingCounts state = state();
      if (recorder.drainTo(state)) {
        write(state, mapped.readVolatileLong(SEQUENCE_AT) + 1);
      }
    }
  }

  /** Forgets everything. */
  public void reset() throws IOException {
    try (FileLock lock = lock()) {
      write(new RoutingCounts(shape), mapped.readVolatileLong(SEQUENCE_AT) + 1);
    }
  }

  private RoutingCounts state() {
    long sequence = mapped.readVolatileLong(SEQUENCE_AT);
    RoutingCounts counts = new RoutingCounts(shape);
    // With both slots damaged there is nothing to go on with, so counting starts over.
    if (!read(counts, sequence) && !read(counts, sequence - 1)) {
      counts.clear();
    }
    return counts;
  }

  private long slotAt(long sequence) {
    return SLOTS_AT + (sequence & 1) * slot.capacity();
  }

  private void write(RoutingCounts counts, long sequence) {
    slot.clear().putLong(sequence).putLong(0).putLong(counts.tokens).putLong(counts.pairs);
    for (long[] values : arrays(counts)) {
      slot.slice().asLongBuffer().put(values);
      slot.position(slot.position() + values.length * Long.BYTES);
    }
    slot.putLong(Long.BYTES, checksum());
    mapped.write(slotAt(sequence), slot.array(), 0, slot.capacity());
    mapped.writeOrderedLong(SEQUENCE_AT, sequence);
  }

  private boolean read(RoutingCounts counts, long sequence) {
    mapped.read(slotAt(sequence), slot.array(), 0, slot.capacity());
    slot.clear();
    if (slot.getLong() != sequence || slot.getLong() != checksum()) {
      return false;
    }
    counts.tokens = slot.getLong();
    counts.pairs = slot.getLong();
    for (long[] values : arrays(counts)) {
      slot.slice().asLongBuffer().get(values);
      slot.position(slot.position() + values.length * Long.BYTES);
    }
    return true;
  }

  private static long[][] arrays(RoutingCounts counts) {
    return new long[][] {counts.uses, counts.repeats, counts.lastTokens, counts.distances};
  }

  private long checksum() {
    CRC32C checksum = new CRC32C();
    checksum.update(slot.array(), CHECKED_FROM, slot.capacity() - CHECKED_FROM);
    return checksum.getValue();
  }

  @Override
  public void close() {
    mapped.releaseLast();
  }
}
