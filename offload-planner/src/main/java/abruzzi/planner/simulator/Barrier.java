package abruzzi.planner.simulator;

/** Goes on when so many have arrived. */
final class Barrier {
  private final Runnable then;
  private int missing;

  Barrier(int count, Runnable then) {
    this.missing = count;
    this.then = then;
  }

  void arrive() {
    missing--;
    if (missing == 0) {
      then.run();
    }
  }
}
