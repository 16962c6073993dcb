package abruzzi.planner.placement;

/**
 * The best placement of a small model, found by trying all of them: each unit on the card or not,
 * each expert on the card, in main memory or on disk.
 */
final class ExhaustiveSearch {
  private static final int GPU = 0;
  private static final int RAM = 1;
  private static final int DISK = 2;

  private final CostTable costs;
  private final ExpertOrder order;
  private final Rooms rooms;
  private final int[] expertPlace;
  private double best = Double.POSITIVE_INFINITY;

  ExhaustiveSearch(CostTable costs, ExpertOrder order, Rooms rooms) {
    this.costs = costs;
    this.order = order;
    this.rooms = rooms;
    expertPlace = new int[order.size()];
  }

  /** Seconds of a token, infinity when nothing fits. */
  double seconds() {
    for (int subset = 0; subset < 1 << costs.units; subset++) {
      boolean[] onGpu = new boolean[costs.units];
      boolean real = true;
      for (int unit = 0; unit < costs.units; unit++) {
        onGpu[unit] = (subset >> unit & 1) != 0;
        real &= !onGpu[unit] || costs.exists(unit);
      }
      if (real) {
        place(0, onGpu);
      }
    }
    return best;
  }

  private void place(int expert, boolean[] onGpu) {
    if (expert == order.size()) {
      best = Math.min(best, time(onGpu));
      return;
    }
    for (int place = rooms.vramBytes() > 0 ? GPU : RAM;
        place <= (rooms.disk() ? DISK : RAM);
        place++) {
      expertPlace[expert] = place;
      place(expert + 1, onGpu);
    }
  }

  private double time(boolean[] onGpu) {
    long ram = costs.tableRam;
    long vram = 0;
    for (int unit = 0; unit < costs.units; unit++) {
      ram += onGpu[unit] ? 0 : costs.unitRam[unit];
      vram += onGpu[unit] ? costs.unitVram[unit] : 0;
    }
    double[] host = new double[costs.layers];
    double[] gpu = new double[costs.layers];
    int[] hostCount = new int[costs.layers];
    int[] gpuCount = new int[costs.layers];
    double[] gpuPicks = new double[costs.layers];
    for (int i = 0; i < order.size(); i++) {
      int layer = order.layer(i);
      if (expertPlace[i] == GPU) {
        gpuCount[layer]++;
        gpu[layer] += order.share(i) * costs.expertGpu[layer];
        gpuPicks[layer] += order.share(i);
        vram += costs.expertVram[layer];
        continue;
      }
      hostCount[layer]++;
      host[layer] += order.share(i) * costs.expertHost[layer];
      host[layer] += expertPlace[i] == DISK ? order.share(i) * costs.expertDisk[layer] : 0;
      ram += expertPlace[i] == RAM ? costs.expertRam[layer] : 0;
    }
    if (ram > rooms.ramBytes() || vram > rooms.vramBytes()) {
      return Double.POSITIVE_INFINITY;
    }
    int head = 2 * costs.layers;
    double seconds =
        costs.tokenSeconds + (onGpu[head] ? costs.unitGpu[head] : costs.unitHost[head]);
    for (int layer = 0; layer < costs.layers; layer++) {
      int feed = costs.layers + layer;
      host[layer] += onGpu[feed] ? 0 : costs.unitHost[feed];
      gpu[layer] += onGpu[feed] ? costs.unitGpu[feed] : 0;
      gpu[layer] += costs.launchSeconds(gpuPicks[layer]);
      boolean anyGpu = onGpu[layer] || onGpu[feed] || gpuCount[layer] > 0;
      boolean anyHost =
          !onGpu[layer] || (!onGpu[feed] && costs.exists(feed)) || hostCount[layer] > 0;
      seconds +=
          costs.layerSeconds(layer, onGpu[layer], anyGpu && anyHost, host[layer], gpu[layer]);
    }
    return seconds;
  }
}
