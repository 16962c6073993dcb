package abruzzi.experts;

import abruzzi.quant.kernel.Workers;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed number of workers that wait for the next parallel region by spinning for a short while
 * and then park.
 *
 * <p>A model step has hundreds of regions of a few microseconds each, so waking a parked thread for
 * each would cost more than the work. Spinning is bounded in time: an idle pool uses no CPU.
 *
 * <p>Threading: {@link #run} may be called from any thread; concurrent calls take turns. A part
 * must not call {@link #run} itself.
 */
public final class WorkerPool implements Workers, AutoCloseable {
  /** Longer than what comes between two steps: choosing a token and writing out its text. */
  public static final long DEFAULT_SPIN_NANOS = 1_000_000;

  private static final int SPINS_BETWEEN_CLOCK_READS = 64;

  private final ReentrantLock turn = new ReentrantLock();
  private final Worker[] helpers;
  private final long spinNanos;
  private volatile Region current;
  private volatile InternalError late;
  private volatile boolean closed;

  /**
   * Starts a pool that spins for as long as is usual.
   *
   * @param workers number of workers, the calling thread included, at least 1
   */
  public WorkerPool(int workers) {
    this(workers, DEFAULT_SPIN_NANOS);
  }

  /**
   * Starts a pool.
   *
   * @param workers number of workers, the calling thread included, at least 1
   * @param spinNanos how long a worker spins before it parks
   */
  public WorkerPool(int workers, long spinNanos) {
    if (workers < 1 || workers > 1024) {
      throw new IllegalArgumentException("workers=" + workers + ", expected 1 to 1024");
    }
    if (spinNanos < 0) {
      throw new IllegalArgumentException("spinNanos=" + spinNanos + ", expected at least 0");
    }
    this.spinNanos = spinNanos;
    helpers = new Worker[workers - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Worker(i + 1);
      helpers[i].start();
    }
  }

  @Override
  public int count() {
    return helpers.length + 1;
  }

  /**
   * Runs a region, see {@link Workers#run}.
   *
   * @throws IllegalStateException if the pool is closed, or when called by a part
   */
  @Override
  public void run(int parts, Part part) {
    if (closed) {
      throw new IllegalStateException("worker pool is closed");
    }
    refuseInsidePart("start a region of its own");
    turn.lock();
    try {
      Region region = new Region(parts, part);
      if (helpers.length > 0 && parts > 1) {
        current = region;
        for (Worker helper : helpers) {
          if (helper.parked) {
            LockSupport.unpark(helper);
          }
        }
      }
      region.work(0);
      region.awaitWorkers();
      region.rethrow();
      rethrowLate();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends the workers. A region in progress finishes first.
   *
   * @throws IllegalStateException when called by a part
   */
  @Override
  public void close() {
    refuseInsidePart("close the pool");
    turn.lock();
    try {
      closed = true;
      for (Worker helper : helpers) {
        LockSupport.unpark(helper);
      }
    } finally {
      turn.unlock();
    }
  }

  private void refuseInsidePart(String what) {
    boolean helper = Thread.currentThread() instanceof Worker worker && worker.pool() == this;
    if (helper || turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a part must not " + what);
    }
  }

  /** What a helper met after its last part: the error of a mapped page comes when it likes. */
  private void rethrowLate() {
    InternalError error = late;
    if (error != null) {
      late = null;
      throw error;
    }
  }

  /**
   * One parallel region: parts are claimed one after another by whoever is free.
   *
   * <p>Workers are counted in and out, not parts: an error that comes between two parts (a mapped
   * page that could not be read is reported with delay) leaves no part that is waited for.
   *
   * <p>The value is the number of workers inside, in the upper half, and the next part to claim, in
   * the lower: a worker comes in and claims its first part in one step. All that workers share is
   * thus one small object, which travels between their caches as few times as can be.
   */
  private static final class Region extends AtomicLong {
    private static final long serialVersionUID = 1L;
    private static final long ONE_INSIDE = 1L << 32;

    private final int parts;
    private final transient Part part;
    private transient volatile Throwable failure;

    Region(int parts, Part part) {
      this.parts = parts;
      this.part = part;
    }

    /** Works until no part is left, or one has failed. */
    void work(int worker) {
      long claim = getAndAdd(ONE_INSIDE + 1) & 0xffff_ffffL;
      try {
        while (claim < parts && failure == null) {
          part.run((int) claim, worker);
          claim = getAndIncrement() & 0xffff_ffffL;
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        addAndGet(-ONE_INSIDE);
      }
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
      }
    }

    /** Called after {@link #work}: every part is claimed by now, or one has failed. */
    @SuppressWarnings("ThreadPriorityCheck") // the hint is what is wanted, see below
    void awaitWorkers() {
      int spins = 0;
      while (get() >= ONE_INSIDE) {
        if (++spins < 1 << 14) {
          Thread.onSpinWait();
        } else {
          Thread.yield(); // a worker lost its core in the middle of a part: let it have this one
        }
      }
    }

    void rethrow() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }

  private final class Worker extends Thread {
    private final int number;
    private volatile boolean parked;

    Worker(int number) {
      super("abruzzi-worker-" + number);
      this.number = number;
      setDaemon(true);
    }

    @Override
    public void run() {
      Region seen = null;
      while (!closed) {
        try {
          Region region = awaitRegion(seen);
          if (region != null) {
            seen = region;
            region.work(number);
          }
        } catch (InternalError e) {
          late = e;
        }
      }
    }

    WorkerPool pool() {
      return WorkerPool.this;
    }

    /** The next region, or null when the pool was closed. */
    private Region awaitRegion(Region seen) {
      long deadline = System.nanoTime() + spinNanos;
      int spins = 0;
      while (!closed) {
        Region region = current;
        if (region != seen) {
          return region;
        }
        Thread.onSpinWait();
        if (++spins % SPINS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() > deadline) {
          park(seen);
          deadline = System.nanoTime() + spinNanos;
        }
      }
      return null;
    }

    /** Parks unless a region came between the last look and the announcement. */
    private void park(Region seen) {
      parked = true;
      if (current == seen && !closed) {
        LockSupport.park(WorkerPool.this);
      }
      parked = false;
    }
  }
}
