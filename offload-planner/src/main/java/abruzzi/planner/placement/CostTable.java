package abruzzi.planner.placement;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.speed.DiskSpeed;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.work.Block;
import abruzzi.planner.work.LayerWork;
import abruzzi.planner.work.ModelWork;
import abruzzi.quant.gguf.GgmlType;

/**
 * What each part of a model costs in each place: seconds of one decoded token, and bytes.
 *
 * <p>Units are what lies in one place as a whole: unit {@code l} is the attention of layer {@code
 * l}, unit {@code layers + l} its feed-forward network or shared experts, and the last one the
 * output head. Routed experts of a layer are alike but for how often they are used.
 */
final class CostTable {
  /** Kernels of attention and router of a layer, and what lies around them. */
  static final int ATTENTION_LAUNCHES = 15;

  /** Kernels of a feed-forward network. */
  static final int FEED_FORWARD_LAUNCHES = 4;

  /** Kernels of all experts of a layer for a token: gate with up, their join, down, the sums. */
  static final int EXPERT_LAUNCHES = 4;

  /** The same for a batch, where rows of experts come in tiles of up to four sizes. */
  static final int EXPERT_BATCH_LAUNCHES = 4 + 4 + 2;

  /** Kernels of an expert that streams: its rows are gathered before and spread after. */
  static final int STREAMED_LAUNCHES = FEED_FORWARD_LAUNCHES + 2;

  static final int HEAD_LAUNCHES = 2;

  final ModelWork work;
  private final GpuSpeed gpu;
  final int layers;
  final int units;
  final double[] unitHost;
  final double[] unitGpu;
  final long[] unitRam;
  final long[] unitVram;

  /**
   * By layer, of one pick of one expert; on disk, what comes on top of main memory; on the card,
   * without {@link #launchSeconds}.
   */
  final double[] expertHost;

  final double[] expertGpu;
  final double[] expertDisk;
  final long[] expertRam;
  final long[] expertVram;

  /** Of a layer that uses the graphics card and the processors, the way there and back. */
  final double tripSeconds;

  /** Of the token itself. */
  final double tokenSeconds;

  /** Of a layer on the processors. */
  final double hostLayerSeconds;

  final long tableRam;

  /** Of one token in one layer of the cache. */
  final long cacheRowBytes;

  CostTable(
      ModelWork work,
      GgmlType cacheType,
      int contextTokens,
      int depthTokens,
      HostSpeed host,
      GpuSpeed gpu,
      DiskSpeed disk) {
    this.work = work;
    this.gpu = gpu;
    ModelSizes sizes = work.sizes();
    layers = sizes.layers();
    units = 2 * layers + 1;
    unitHost = new double[units];
    unitGpu = new double[units];
    unitRam = new long[units];
    unitVram = new long[units];
    expertHost = new double[layers];
    expertGpu = new double[layers];
    expertDisk = new double[layers];
    expertRam = new long[layers];
    expertVram = new long[layers];
    cacheRowBytes = cacheType.rowBytes(sizes.cacheWidth());
    hostLayerSeconds = host.layerSeconds();
    tableRam = work.tables().bytes();
    long rowBytes = (long) Float.BYTES * sizes.hidden();
    tripSeconds =
        gpu == null
            ? 0
            : gpu.downloadSeconds((double) rowBytes) + gpu.uploadSeconds((double) rowBytes);
    tokenSeconds = host.time(work.tiedHead(), 1).seconds();
    for (int l = 0; l < layers; l++) {
      LayerWork layer = work.layers().get(l);
      unit(l, layer.attention(), ATTENTION_LAUNCHES, host, gpu);
      unitHost[l] += cacheHostSeconds(sizes, host, depthTokens);
      unitGpu[l] +=
          gpu == null
              ? 0
              : gpu.attentionSeconds(
                  sizes.heads(), depthTokens, (double) cacheRowBytes * depthTokens);
      unitRam[l] += cacheRowBytes * contextTokens;
      unitVram[l] += cacheRowBytes * contextTokens;
      unit(layers + l, layer.feedForward(), FEED_FORWARD_LAUNCHES, host, gpu);
      expertHost[l] = host.time(layer.expert(), 1).seconds();
      expertRam[l] = host.residentBytes(layer.expert());
      expertVram[l] = layer.expert().bytes();
      expertGpu[l] = gpu == null ? 0 : gpu.productSeconds(layer.expert());
      expertDisk[l] = disk == null ? 0 : disk.readSeconds((double) expertVram[l]);
    }
    unit(2 * layers, work.head(), HEAD_LAUNCHES, host, gpu);
  }

  private void unit(int unit, Block block, int launches, HostSpeed host, GpuSpeed gpu) {
    unitHost[unit] = host.time(block, 1).seconds();
    unitRam[unit] = host.residentBytes(block);
    unitVram[unit] = block.bytes();
    if (gpu != null && !block.isEmpty()) {
      unitGpu[unit] = gpu.productSeconds(block) + gpu.launchSeconds(launches);
    }
  }

  private double cacheHostSeconds(ModelSizes sizes, HostSpeed host, int depthTokens) {
    double products = cacheProducts(sizes, depthTokens);
    double read = (double) cacheRowBytes * depthTokens / host.bytesPerSecond();
    return Math.max(read, host.multiplySeconds(products));
  }

  /** Products with cached values: scores of all heads, then their sums. */
  static double cacheProducts(ModelSizes sizes, double positions) {
    return sizes.heads() * positions * (sizes.cacheWidth() + sizes.latent());
  }

  boolean exists(int unit) {
    return unitVram[unit] > 0;
  }

  boolean routed(int layer) {
    return expertVram[layer] > 0;
  }

  /**
   * Starts of the kernels of a layer's experts on the card, which are the same however many are
   * picked. They are needed where any is: at most as often as there are picks.
   *
   * @param picks expected per token, of experts on the card
   */
  double launchSeconds(double picks) {
    return gpu == null ? 0 : gpu.launchSeconds(EXPERT_LAUNCHES * Math.min(1, picks));
  }

  /** Time of a layer, given what the two sides of it compute at the same time. */
  double layerSeconds(
      int layer, boolean attentionOnGpu, boolean both, double hostSide, double gpuSide) {
    double attention = attentionOnGpu ? unitGpu[layer] : unitHost[layer];
    double sides = gpu == null ? hostSide : gpu.together(hostSide, gpuSide);
    return attention + (both ? tripSeconds : 0) + hostLayerSeconds + sides;
  }
}
