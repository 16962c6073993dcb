package abruzzi.planner.simulator;

import java.util.ArrayDeque;

/** All threads together: one block of weights after another, read at their part of the memory. */
final class Processors {
  private record Job(double bytes, double most, Runnable done) {}

  private final SharedBandwidth memory;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private boolean busy;

  Processors(SharedBandwidth memory) {
    this.memory = memory;
  }

  /**
   * Adds a block.
   *
   * @param most bytes per second that the threads get through
   */
  void submit(double bytes, double most, Runnable done) {
    waiting.add(new Job(bytes, most, done));
    if (!busy) {
      next();
    }
  }

  private void next() {
    Job job = waiting.poll();
    busy = job != null;
    if (busy) {
      memory.read(
          job.bytes,
          job.most,
          () -> {
            job.done.run();
            next();
          });
    }
  }
}
