package abruzzi.planner.placement;

/**
 * Experts that a batch of tokens needs, of one layer: how many different ones, expected, and how
 * many picks; by place.
 */
record TouchedExperts(double[] experts, double[] picks) {
  static TouchedExperts[] of(ExpertOrder order, Choice choice, int layers, int tokens) {
    TouchedExperts[] all = new TouchedExperts[layers];
    for (int layer = 0; layer < layers; layer++) {
      all[layer] =
          new TouchedExperts(new double[LayerExperts.PLACES], new double[LayerExperts.PLACES]);
    }
    double share = -1;
    double touched = 0;
    for (int i = 0; i < order.size(); i++) {
      if (order.share(i) != share) {
        share = order.share(i);
        touched = 1 - Math.pow(1 - share, tokens);
      }
      int place = LayerExperts.placeOf(i, choice);
      all[order.layer(i)].experts[place] += touched;
      all[order.layer(i)].picks[place] += share * tokens;
    }
    return all;
  }

  double hostExperts() {
    return experts[LayerExperts.RAM] + experts[LayerExperts.DISK];
  }

  /** Picks for each expert that is needed, on average. */
  double rowsOnHost() {
    double picks = this.picks[LayerExperts.RAM] + this.picks[LayerExperts.DISK];
    return hostExperts() == 0 ? 1 : Math.max(1, picks / hostExperts());
  }
}
