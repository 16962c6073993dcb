package abruzzi.planner.simulator;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Simulated time: events in the order of when they happen, those of one moment as they came. */
final class Clock {
  private record Event(double seconds, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingDouble(Event::seconds).thenComparingLong(Event::number));
  private double now;
  private long scheduled;

  double now() {
    return now;
  }

  /** Does something later. */
  void after(double seconds, Runnable action) {
    events.add(new Event(now + seconds, scheduled++, action));
  }

  /** Until nothing is left to happen. */
  void run() {
    while (!events.isEmpty()) {
      Event next = events.poll();
      now = next.seconds;
      next.action.run();
    }
  }
}
