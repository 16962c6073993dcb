package abruzzi.planner.simulator;

import java.util.ArrayDeque;

/** Something that does one thing after another: a graphics card, one direction of a link. */
final class WorkQueue {
  private record Job(double seconds, Runnable done) {}

  private final Clock clock;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private boolean busy;

  WorkQueue(Clock clock) {
    this.clock = clock;
  }

  /** Adds a job; {@code done} is run when it is finished. */
  void submit(double seconds, Runnable done) {
    waiting.add(new Job(seconds, done));
    if (!busy) {
      next();
    }
  }

  private void next() {
    Job job = waiting.poll();
    busy = job != null;
    if (busy) {
      clock.after(
          job.seconds,
          () -> {
            job.done.run();
            next();
          });
    }
  }
}
