package abruzzi.runtime.model;

import abruzzi.experts.WorkerPool;

/**
 * The workers of a model.
 *
 * @param threads how many, at least 1
 * @param spinNanos how long they wait in a loop before they sleep
 */
public record WorkerOptions(int threads, long spinNanos) {
  /** So many that wait as long as is usual. */
  public static WorkerOptions threads(int count) {
    return new WorkerOptions(count, WorkerPool.DEFAULT_SPIN_NANOS);
  }

  WorkerPool start() {
    return new WorkerPool(threads, spinNanos);
  }
}
