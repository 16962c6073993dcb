package abruzzi.planner.placement;

/**
 * How the experts of a layer are spread, for a choice.
 *
 * @param picks picks per token of experts on the card, in main memory, on disk
 * @param counts number of experts in each
 */
record LayerExperts(double[] picks, int[] counts) {
  static final int GPU = 0;
  static final int RAM = 1;
  static final int DISK = 2;
  static final int PLACES = 3;

  /** Of all layers. */
  static LayerExperts[] of(ExpertOrder order, Choice choice, int layers) {
    LayerExperts[] all = new LayerExperts[layers];
    for (int layer = 0; layer < layers; layer++) {
      all[layer] = new LayerExperts(new double[PLACES], new int[PLACES]);
    }
    for (int i = 0; i < order.size(); i++) {
      int place = placeOf(i, choice);
      all[order.layer(i)].picks[place] += order.share(i);
      all[order.layer(i)].counts[place]++;
    }
    return all;
  }

  static int placeOf(int i, Choice choice) {
    return i < choice.hot() ? GPU : i < choice.resident() ? RAM : DISK;
  }

  int onHost() {
    return counts[RAM] + counts[DISK];
  }

  double hostPicks() {
    return picks[RAM] + picks[DISK];
  }
}
