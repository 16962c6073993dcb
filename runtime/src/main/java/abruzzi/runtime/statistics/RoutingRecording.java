package abruzzi.runtime.statistics;

import abruzzi.planner.statistics.RoutingRecorder;
import abruzzi.planner.statistics.StatisticsStore;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.session.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Records a session's picks into the statistics of its model: they are counted in memory and
 * written twice a second by a thread of its own, so that a process that is killed loses no more.
 *
 * <p>The file is opened when there is something to write. Where it cannot be written, a warning is
 * logged and recording ends; the session goes on.
 *
 * <p>Threading: closed by the thread that uses the session.
 */
public final class RoutingRecording implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RoutingRecording.class.getName());
  private static final long INTERVAL_MILLIS = 500;

  /** Until the file is open, which takes some tenths of a second itself. */
  private static final long FIRST_INTERVAL_MILLIS = 100;

  private final Session session;
  private final RoutingRecorder recorder;
  private final StatisticsFolder folder;
  private final List<Path> parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Thread writer;
  private boolean closed;

  private RoutingRecording(
      Session session, RoutingRecorder recorder, StatisticsFolder folder, List<Path> parts) {
    this.session = session;
    this.recorder = recorder;
    this.folder = folder;
    this.parts = parts;
    writer = Thread.ofPlatform().daemon().name("router-statistics").unstarted(this::write);
  }

  /**
   * Begins to record.
   *
   * @param session of this model
   * @return nothing where the model has no routed experts
   */
  public static Optional<RoutingRecording> start(
      KimiModel model, Session session, StatisticsFolder folder) {
    return StatisticsFolder.shape(model.config())
        .map(
            shape -> {
              RoutingRecorder recorder = new RoutingRecorder(shape);
              RoutingRecording recording =
                  new RoutingRecording(session, recorder, folder, model.file().paths());
              session.recordTo(recorder);
              recording.writer.start();
              return recording;
            });
  }

  private void write() {
    StatisticsStore store = null;
    try {
      boolean last;
      do {
        last = awaitEnd(store == null ? FIRST_INTERVAL_MILLIS : INTERVAL_MILLIS);
        if (recorder.hasCounted()) {
          store = store == null ? folder.open(parts, recorder.shape()) : store;
          store.add(recorder);
        }
      } while (!last);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "router statistics are not recorded: {0}", e.getMessage());
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  /** Waits for a while; true when the recording was closed. */
  private boolean awaitEnd(long millis) {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && nanos > 0) {
        nanos = closing.awaitNanos(nanos);
      }
      return closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what was recorded last, and ends. */
  @Override
  public void close() {
    session.recordTo(null);
    lock.lock();
    try {
      closed = true;
      closing.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
