package abruzzi.planner.placement;

import java.util.Arrays;

/**
 * A time that no placement can beat. Memory gets a price per byte; with any prices, what everything
 * costs in its own best place, less the price of all memory there is, is such a time (Lagrangian
 * relaxation). Of the two sides of a layer that compute at the same time, a weighted mean counts,
 * which is never longer than the longer one. Kernels that a layer's experts on the card share count
 * by the part of the picks that is computed there, which is never more than they are.
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
    host = Arrays.copyOf(costs.unitHost, things);
    gpu = Arrays.copyOf(costs.unitGpu, things);
    ram = Arrays.copyOf(costs.unitRam, things);
    vram = Arrays.copyOf(costs.unitVram, things);
    disk = new double[things];
    Arrays.fill(disk, Double.POSITIVE_INFINITY);
    double[] picks = new double[costs.layers];
    for (int i = 0; i < order.size(); i++) {
      picks[order.layer(i)] += order.share(i);
    }
    for (int i = 0; i < order.size(); i++) {
      int thing = costs.units + i;
      int layer = order.layer(i);
      host[thing] = order.share(i) * costs.expertHost[layer];
      double starts = picks[layer] == 0 ? 0 : costs.launchSeconds(picks[layer]) / picks[layer];
      gpu[thing] = order.share(i) * (costs.expertGpu[layer] + starts);
      ram[thing] = costs.expertRam[layer];
      vram[thing] = costs.expertVram[layer];
      if (rooms.disk()) {
        disk[thing] = host[thing] + order.share(i) * costs.expertDisk[layer];
      }
    }
  }

  /**
   * The bound.
   *
   * @param reached time of a placement that was found; nothing better is looked for once the bound
   *     is this close to it
   */
  double seconds(double reached) {
    double ramPrice = ramPrice();
    double best = 0;
    for (double weight : HOST_WEIGHTS) {
      for (double factor : ramPrice == 0 ? FREE : PRICE_FACTORS) {
        best = Math.max(best, new Relaxation(weight, ramPrice * factor).seconds());
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

  /** What the last byte of main memory saves, if the graphics card takes what saves most there. */
  private double ramPrice() {
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

  /** One bound: a weight of the processors' side of layers that use both, and a price of memory. */
  private final class Relaxation {
    private final double weight;
    private final double ramPrice;

    Relaxation(double weight, double ramPrice) {
      this.weight = weight;
      this.ramPrice = ramPrice;
    }

    double seconds() {
      double fixed = costs.tokenSeconds + costs.layers * costs.hostLayerSeconds;
      fixed -= ramPrice * (rooms.ramBytes() - costs.tableRam);
      if (rooms.vramBytes() == 0) {
        return fixed + Arrays.stream(all(1)).sum();
      }
      double[] outside = all(weight);
      double[] saved = new double[host.length];
      for (int i = 0; i < saved.length; i++) {
        double onCard = overlaps(i) ? (1 - weight) * gpu[i] : gpu[i];
        saved[i] = vram[i] == 0 ? 0 : (outside[i] - onCard) / vram[i];
      }
      double vramPrice = priceAt(saved, vram, rooms.vramBytes());
      return fixed - vramPrice * rooms.vramBytes() + layers(outside, all(1), vramPrice);
    }

    /** Whether a thing is computed while the other side computes. */
    private boolean overlaps(int thing) {
      return thing >= costs.layers && thing != 2 * costs.layers;
    }

    /** Priced cost of each thing off the card. */
    private double[] all(double weightOfSide) {
      double[] outside = new double[host.length];
      for (int i = 0; i < outside.length; i++) {
        double factor = overlaps(i) ? weightOfSide : 1;
        double onDisk = disk[i] == Double.POSITIVE_INFINITY ? disk[i] : factor * disk[i];
        outside[i] = Math.min(factor * host[i] + ramPrice * ram[i], onDisk);
      }
      return outside;
    }

    /**
     * All layers and the head, each in the best of three ways: on the processors alone; on the card
     * alone; on both, with a row that goes there and back.
     */
    private double layers(double[] beside, double[] alone, double vramPrice) {
      double[] processors = new double[costs.layers];
      double[] both = new double[costs.layers];
      double[] card = new double[costs.layers];
      int head = 2 * costs.layers;
      double sum = 0;
      for (int i = 0; i < host.length; i++) {
        double price = vramPrice * vram[i];
        if (i == head) {
          sum += Math.min(alone[i], gpu[i] + price);
          continue;
        }
        int layer = i < head ? i % costs.layers : order.layer(i - costs.units);
        double besideOnCard = overlaps(i) ? (1 - weight) * gpu[i] : gpu[i];
        processors[layer] += alone[i];
        card[layer] += gpu[i] + price;
        both[layer] += Math.min(beside[i], besideOnCard + price);
      }
      for (int layer = 0; layer < costs.layers; layer++) {
        double mixed = both[layer] + costs.tripSeconds;
        sum += Math.min(mixed, Math.min(processors[layer], card[layer]));
      }
      return sum;
    }
  }
}
