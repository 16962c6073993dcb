package abruzzi.planner.placement;

import java.util.Arrays;

/**
 * A time that no placement can beat. Memory gets a price per byte; with any prices, what everything
 * costs in its own best place, less the price of all memory there is, is such a time (Lagrangian
 * relaxation). Of the two sides of a layer that compute at the same time, a weighted mean counts,
 * which is never longer than the longer one.
 */
final class LowerBound {
  private static final double[] HOST_WEIGHTS = {1, 0.5, 0};
  private static final double[] PRICE_FACTORS = {1, 0.9, 1.1, 0.5, 2, 0};
  private static final double[] FREE = {1};
  private static final int BISECTIONS = 50;
  private static final double CLOSE = 0.9999;

  private final CostTable costs;
  private final ExpertOrder order;
  private final Rooms rooms;

  /** Of each thing to place: time on the processors, on the card, from disk; bytes in each. */
  private final double[] host;

  private final double[] gpu;
  private final double[] disk;
  private final long[] ram;
  private final long[] vram;

  LowerBound(CostTable costs, ExpertOrder order, Rooms rooms) {
    this.costs = costs;
    this.order = order;
    this.rooms = rooms;
    int things = costs.units + order.size();
    host = new double[things];
    gpu = new double[things];
    disk = new double[things];
    ram = new long[things];
    vram = new long[things];
  }

  /**
   * The bound.
   *
   * @param reached time of a placement that was found; nothing better is looked for once the bound
   *     is this close to it
   */
  double seconds(double reached) {
    double best = 0;
    for (double weight : HOST_WEIGHTS) {
      fill(weight);
      double price = memoryPrice();
      for (double factor : price == 0 ? FREE : PRICE_FACTORS) {
        best = Math.max(best, value(price * factor));
        if (best >= CLOSE * reached) {
          return Math.min(best, reached);
        }
      }
      if (rooms.vramBytes() == 0) {
        break;
      }
    }
    return best;
  }

  /**
   * Costs of all things.
   *
   * @param weight of the processors' side of a layer; that of the card's side is what is missing to
   *     1
   */
  private void fill(double weight) {
    boolean wayBack = !wholeLayersFit();
    for (int unit = 0; unit < costs.units; unit++) {
      boolean feedForward = unit >= costs.layers && unit < 2 * costs.layers;
      boolean trip = unit < costs.layers && costs.routed(unit) && wayBack;
      host[unit] = (feedForward ? weight : 1) * costs.unitHost[unit];
      gpu[unit] =
          (feedForward ? 1 - weight : 1) * costs.unitGpu[unit] + (trip ? costs.tripSeconds : 0);
      disk[unit] = Double.POSITIVE_INFINITY;
      ram[unit] = costs.unitRam[unit];
      vram[unit] = costs.unitVram[unit];
    }
    for (int i = 0; i < order.size(); i++) {
      int thing = costs.units + i;
      int layer = order.layer(i);
      host[thing] = weight * order.share(i) * costs.expertHost[layer];
      gpu[thing] = (1 - weight) * order.share(i) * costs.expertGpu[layer];
      disk[thing] =
          rooms.disk()
              ? weight * order.share(i) * (costs.expertHost[layer] + costs.expertDisk[layer])
              : Double.POSITIVE_INFINITY;
      ram[thing] = costs.expertRam[layer];
      vram[thing] = costs.expertVram[layer];
    }
  }

  /** Where not even the experts of one layer fit on the card, each layer goes there and back. */
  private boolean wholeLayersFit() {
    for (int layer = 0; layer < costs.layers; layer++) {
      long experts = costs.expertVram[layer] * costs.work.sizes().experts();
      if (costs.routed(layer) && experts <= rooms.vramBytes()) {
        return true;
      }
    }
    return false;
  }

  /** What the last byte of main memory saves, if the graphics card takes what saves most there. */
  private double memoryPrice() {
    if (!rooms.disk()) {
      return 0;
    }
    double[] saved = new double[host.length];
    for (int i = 0; i < saved.length; i++) {
      saved[i] = ram[i] == 0 ? 0 : Math.min(1, disk[i] - host[i]) / ram[i];
    }
    return priceAt(saved, ram, rooms.ramBytes() + rooms.vramBytes());
  }

  /** The least saving per byte for which all that saves more fits into a memory. */
  private static double priceAt(double[] saved, long[] bytes, long room) {
    double low = 0;
    double high = Arrays.stream(saved).max().orElse(0);
    if (bytesAbove(saved, bytes, low) <= room) {
      return low;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (bytesAbove(saved, bytes, middle) <= room) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static long bytesAbove(double[] saved, long[] bytes, double price) {
    long sum = 0;
    for (int i = 0; i < saved.length; i++) {
      sum += saved[i] > price ? bytes[i] : 0;
    }
    return sum;
  }

  /** The bound with a price of main memory, and the best price of graphics memory for it. */
  private double value(double ramPrice) {
    double[] outside = new double[host.length];
    double[] saved = new double[host.length];
    double sum = costs.tokenSeconds + costs.layers * costs.hostLayerSeconds;
    sum -= ramPrice * (rooms.ramBytes() - costs.tableRam);
    for (int i = 0; i < outside.length; i++) {
      outside[i] = Math.min(host[i] + ramPrice * ram[i], disk[i]);
      saved[i] = vram[i] == 0 ? 0 : (outside[i] - gpu[i]) / vram[i];
    }
    if (rooms.vramBytes() == 0) {
      return sum + Arrays.stream(outside).sum();
    }
    double vramPrice = priceAt(saved, vram, rooms.vramBytes());
    sum -= vramPrice * rooms.vramBytes();
    for (int i = 0; i < outside.length; i++) {
      sum += Math.min(outside[i], gpu[i] + vramPrice * vram[i]);
    }
    return sum;
  }
}
