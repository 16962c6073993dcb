package abruzzi.planner.statistics;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the picks of one session's tokens.
 *
 * <p>A token costs a copy of its picks per layer and, at its end, for each pick a search in the
 * list of the layer's experts by last use: some tens of microseconds with Kimi K2's 60 layers of
 * 384 experts.
 *
 * <p>Threading: the session's thread records; {@link #drainTo} may be called by another.
 */
public final class RoutingRecorder {
  private final RoutingShape shape;

  /** Picks of the token that is being computed {@code [layers, used]}. */
  private final int[] picks;

  /** Experts by last use, the last first {@code [layers, experts]}; the first {@code known}. */
  private final int[] byLastUse;

  private final int[] known;

  /** Number of the last token here that picked an expert, 0 for none {@code [layers, experts]}. */
  private final long[] lastTokens;

  private final ReentrantLock counting = new ReentrantLock();
  private final RoutingCounts counts;
  private long tokens;
  private int lastPosition = -2;

  /** A recorder that has seen nothing. */
  public RoutingRecorder(RoutingShape shape) {
    this.shape = shape;
    picks = new int[shape.layers() * shape.used()];
    byLastUse = new int[shape.cells()];
    known = new int[shape.layers()];
    lastTokens = new long[shape.cells()];
    counts = new RoutingCounts(shape);
  }

  /** What is recorded. */
  public RoutingShape shape() {
    return shape;
  }

  /**
   * A token was routed in a layer.
   *
   * @param layer number of the layer in the model
   * @param experts holds its picks, each expert once, in the first {@code used} places
   */
  public void routed(int layer, int[] experts) {
    System.arraycopy(experts, 0, picks, (layer - shape.firstLayer()) * shape.used(), shape.used());
  }

  /**
   * The token went through all layers, so its picks count.
   *
   * @param position of the token in its context; one that does not follow the last counts as a new
   *     beginning
   */
  public void tokenDone(int position) {
    counting.lock();
    try {
      boolean follows = position == lastPosition + 1;
      lastPosition = position;
      tokens++;
      counts.tokens++;
      counts.pairs += follows ? 1 : 0;
      for (int layer = 0; layer < shape.layers(); layer++) {
        for (int i = 0; i < shape.used(); i++) {
          count(layer, picks[layer * shape.used() + i], follows);
        }
      }
    } finally {
      counting.unlock();
    }
  }

  private void count(int layer, int expert, boolean follows) {
    int cell = shape.cell(layer, expert);
    counts.uses[cell]++;
    counts.lastTokens[cell] = counts.tokens;
    if (follows && lastTokens[cell] == tokens - 1) {
      counts.repeats[cell]++;
    }
    if (lastTokens[cell] > 0) {
      int distance = moveToFront(layer, expert);
      counts.distances[shape.cell(layer, distance)]++;
    } else {
      insert(layer, expert);
    }
    lastTokens[cell] = tokens;
  }

  /** Returns how many were in front of it. */
  private int moveToFront(int layer, int expert) {
    int front = shape.cell(layer, 0);
    int at = front;
    while (byLastUse[at] != expert) {
      at++;
    }
    System.arraycopy(byLastUse, front, byLastUse, front + 1, at - front);
    byLastUse[front] = expert;
    return at - front;
  }

  private void insert(int layer, int expert) {
    int front = shape.cell(layer, 0);
    System.arraycopy(byLastUse, front, byLastUse, front + 1, known[layer]);
    byLastUse[front] = expert;
    known[layer]++;
  }

  /** Whether there is anything to write. */
  public boolean hasCounted() {
    counting.lock();
    try {
      return counts.tokens > 0;
    } finally {
      counting.unlock();
    }
  }

  /**
   * Adds to {@code target} what was counted since the last call.
   *
   * @return whether there was anything
   */
  boolean drainTo(RoutingCounts target) {
    counting.lock();
    try {
      if (counts.tokens == 0) {
        return false;
      }
      target.add(counts);
      counts.clear();
      return true;
    } finally {
      counting.unlock();
    }
  }
}
