package abruzzi.planner.placement;

import java.util.Optional;

/**
 * Finds the placement with the least time for a token: tries the choices of units of {@link
 * UnitFamilies}, each with every number of the most used experts on the graphics card that fits.
 * Main memory takes the experts that follow in the order, the disk what is left.
 *
 * <p>Every choice that fits a machine also fits one with more memory, and none is slower with
 * faster parts; so neither is the best of them.
 */
final class PlacementSearch {
  private final CostTable costs;
  private final ExpertOrder order;
  private final Rooms rooms;
  private final DensePart dense;
  private final int leastHot;
  private final int mostHot;
  private final double[] allHost;
  private final int[] allExperts;

  /** Main memory that the experts from one on in the order would take. */
  private final long[] ramFrom;

  private Choice best;
  private long leastMissing = Long.MAX_VALUE;

  PlacementSearch(CostTable costs, ExpertOrder order, Rooms rooms, PlanOptions options) {
    this.costs = costs;
    this.order = order;
    this.rooms = rooms;
    dense = options.dense();
    leastHot = options.hotExperts().isPresent() ? order.first() : 0;
    mostHot = options.hotExperts().isPresent() ? order.first() : order.size();
    allHost = new double[costs.layers];
    allExperts = new int[costs.layers];
    ramFrom = new long[order.size() + 1];
    for (int i = order.size() - 1; i >= 0; i--) {
      int layer = order.layer(i);
      allExperts[layer]++;
      ramFrom[i] = ramFrom[i + 1] + costs.expertRam[layer];
      allHost[layer] += order.share(i) * costs.expertHost[layer];
    }
  }

  /** The best choice, nothing when none fits. */
  Optional<Choice> best() {
    if (rooms.vramBytes() > 0) {
      new UnitFamilies(costs).forEach(dense, this::tryUnits);
    } else {
      tryUnits(new boolean[costs.units]);
    }
    return Optional.ofNullable(best);
  }

  /** Whether both memories together are too small, which is quicker to say than what fits. */
  boolean hopeless() {
    return !rooms.disk() && leastBytes() > rooms.ramBytes() + rooms.vramBytes();
  }

  /** Everything, in the memory in which it is smaller. */
  private long leastBytes() {
    long bytes = costs.tableRam;
    for (int unit = 0; unit < costs.units; unit++) {
      bytes += Math.min(costs.unitRam[unit], costs.unitVram[unit]);
    }
    for (int layer = 0; layer < costs.layers; layer++) {
      bytes += allExperts[layer] * Math.min(costs.expertRam[layer], costs.expertVram[layer]);
    }
    return bytes;
  }

  /** Whether any choice of units fits the graphics card. */
  boolean triedAny() {
    return best != null || leastMissing < Long.MAX_VALUE;
  }

  /** Bytes of main memory that are missing where nothing fits. */
  long missingBytes() {
    return leastMissing;
  }

  private void tryUnits(boolean[] onGpu) {
    long vram = 0;
    long ram = costs.tableRam;
    for (int unit = 0; unit < costs.units; unit++) {
      if (onGpu[unit]) {
        vram += costs.unitVram[unit];
      } else {
        ram += costs.unitRam[unit];
      }
    }
    if (vram <= rooms.vramBytes()) {
      new Walk(onGpu, vram, ram).run();
    }
  }

  /** One choice of units, with more and more experts on the graphics card. */
  private final class Walk {
    private final boolean[] onGpu;
    private final double[] hostSide = allHost.clone();
    private final double[] gpuSide = new double[costs.layers];
    private final double[] hotPicks = new double[costs.layers];
    private final int[] hostExperts = allExperts.clone();
    private final int[] hotExperts = new int[costs.layers];
    private final double[] layerSeconds = new double[costs.layers];
    private long vram;
    private long ram;
    private int hot;
    private int resident;
    private double seconds;

    Walk(boolean[] onGpu, long vram, long ram) {
      this.onGpu = onGpu;
      this.vram = vram;
      this.ram = ram;
    }

    void run() {
      start();
      do {
        if (hot >= leastHot) {
          offer();
        }
      } while (addHot());
    }

    private void start() {
      ram += ramFrom[0];
      resident = order.size();
      while (ram > rooms.ramBytes() && resident > 0) {
        resident--;
        int layer = order.layer(resident);
        ram -= costs.expertRam[layer];
        hostSide[layer] += order.share(resident) * costs.expertDisk[layer];
      }
      int head = 2 * costs.layers;
      seconds = costs.tokenSeconds + (onGpu[head] ? costs.unitGpu[head] : costs.unitHost[head]);
      for (int layer = 0; layer < costs.layers; layer++) {
        int unit = costs.layers + layer;
        if (onGpu[unit]) {
          gpuSide[layer] += costs.unitGpu[unit];
        } else {
          hostSide[layer] += costs.unitHost[unit];
        }
        layerSeconds[layer] = timeOf(layer);
        seconds += layerSeconds[layer];
      }
    }

    private double timeOf(int layer) {
      int feed = costs.layers + layer;
      boolean gpu = onGpu[layer] || onGpu[feed] || hotExperts[layer] > 0;
      boolean host =
          !onGpu[layer] || (!onGpu[feed] && costs.exists(feed)) || hostExperts[layer] > 0;
      double card = gpuSide[layer] + costs.launchSeconds(hotPicks[layer]);
      return costs.layerSeconds(layer, onGpu[layer], gpu && host, hostSide[layer], card);
    }

    private void offer() {
      long missing = ram - rooms.ramBytes() + (rooms.disk() ? 0 : ramFrom[resident]);
      if (missing > 0) {
        leastMissing = Math.min(leastMissing, missing);
      } else if (best == null || seconds < best.seconds()) {
        best = new Choice(onGpu, hot, resident, seconds);
      }
    }

    /** Moves the next expert to the graphics card; false when there is none, or no room. */
    private boolean addHot() {
      if (hot == mostHot) {
        return false;
      }
      int layer = order.layer(hot);
      if (vram + costs.expertVram[layer] > rooms.vramBytes()) {
        return false;
      }
      double share = order.share(hot);
      vram += costs.expertVram[layer];
      hostSide[layer] -= share * costs.expertHost[layer];
      gpuSide[layer] += share * costs.expertGpu[layer];
      hotPicks[layer] += share;
      hostExperts[layer]--;
      hotExperts[layer]++;
      if (hot < resident) {
        ram -= costs.expertRam[layer];
      } else {
        hostSide[layer] -= share * costs.expertDisk[layer];
        resident = hot + 1;
      }
      if (hostExperts[layer] == 0) {
        hostSide[layer] = onGpu[costs.layers + layer] ? 0 : costs.unitHost[costs.layers + layer];
      }
      hot++;
      update(layer);
      takeIntoMemory();
      return true;
    }

    private void takeIntoMemory() {
      while (resident < order.size()) {
        int layer = order.layer(resident);
        if (ram + costs.expertRam[layer] > rooms.ramBytes()) {
          return;
        }
        ram += costs.expertRam[layer];
        hostSide[layer] -= order.share(resident) * costs.expertDisk[layer];
        resident++;
        update(layer);
      }
    }

    private void update(int layer) {
      seconds -= layerSeconds[layer];
      layerSeconds[layer] = timeOf(layer);
      seconds += layerSeconds[layer];
    }
  }
}
