package abruzzi.planner.placement;

/**
 * Where things lie: units on the graphics card or not; of the experts in their order, the first on
 * the graphics card, the next in main memory, the others on disk.
 *
 * @param onGpu for each unit
 * @param hot experts on the graphics card
 * @param resident end of those in main memory
 * @param seconds time of one token
 */
record Choice(boolean[] onGpu, int hot, int resident, double seconds) {
  boolean anyOnGpu() {
    for (boolean unit : onGpu) {
      if (unit) {
        return true;
      }
    }
    return hot > 0;
  }
}
