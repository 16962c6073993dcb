package abruzzi.planner.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Main memory, whose bandwidth is shared by all that read at the same time: each gets an equal
 * part, or less when it cannot take more.
 */
final class SharedBandwidth {
  private static final double NOTHING = 1e-6;

  private static final class Flow {
    private final double most;
    private final Runnable done;
    private double bytes;
    private double rate;

    Flow(double bytes, double most, Runnable done) {
      this.bytes = bytes;
      this.most = most;
      this.done = done;
    }
  }

  private final Clock clock;
  private final double bytesPerSecond;
  private final List<Flow> flows = new ArrayList<>();
  private double since;
  private long changes;

  SharedBandwidth(Clock clock, double bytesPerSecond) {
    this.clock = clock;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Reads.
   *
   * @param most bytes per second that the reader can take
   * @param done run when all is read
   */
  void read(double bytes, double most, Runnable done) {
    progress();
    flows.add(new Flow(Math.max(bytes, NOTHING), most, done));
    share();
  }

  private void progress() {
    double elapsed = clock.now() - since;
    since = clock.now();
    flows.forEach(flow -> flow.bytes -= flow.rate * elapsed);
  }

  /** Splits the bandwidth, the most modest reader first, and waits for the first to be done. */
  private void share() {
    flows.sort((a, b) -> Double.compare(a.most, b.most));
    double left = bytesPerSecond;
    double first = Double.POSITIVE_INFINITY;
    for (int i = 0; i < flows.size(); i++) {
      Flow flow = flows.get(i);
      flow.rate = Math.min(flow.most, left / (flows.size() - i));
      left -= flow.rate;
      first = Math.min(first, Math.max(0, flow.bytes) / flow.rate);
    }
    long change = ++changes;
    if (!flows.isEmpty()) {
      clock.after(first, () -> finish(change));
    }
  }

  private void finish(long change) {
    if (change != changes) {
      return; // others came or went meanwhile
    }
    progress();
    List<Flow> finished =
        flows.stream().filter(flow -> flow.bytes <= Math.max(NOTHING, 1e-9 * flow.rate)).toList();
    flows.removeAll(finished);
    share();
    finished.forEach(flow -> flow.done.run());
  }
}
