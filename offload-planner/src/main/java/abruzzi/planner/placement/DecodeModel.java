package abruzzi.planner.placement;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.StepPart.Kind;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.speed.HostTime;
import abruzzi.planner.speed.Limit;
import abruzzi.planner.work.Block;
import abruzzi.planner.work.LayerWork;
import abruzzi.planner.work.ModelWork;

/**
 * The time of one decoded token, part by part. Attention comes first; then the processors compute
 * routed experts while the graphics card computes the shared ones and those routed experts that lie
 * on it; then the next layer.
 */
final class DecodeModel {
  private final CostTable costs;
  private final ModelWork work;
  private final HostSpeed host;
  private final GpuSpeed gpu;
  private final int depthTokens;
  private final StepParts parts = new StepParts();

  DecodeModel(CostTable costs, HostSpeed host, GpuSpeed gpu, int depthTokens) {
    this.costs = costs;
    this.work = costs.work;
    this.host = host;
    this.gpu = gpu;
    this.depthTokens = depthTokens;
  }

  Prediction predict(Choice choice, LayerExperts[] experts) {
    for (int layer = 0; layer < costs.layers; layer++) {
      attention(layer, choice.onGpu()[layer]);
      sides(layer, choice, experts[layer]);
    }
    int head = 2 * costs.layers;
    block(Kind.HEAD, work.head(), choice.onGpu()[head], CostTable.HEAD_LAUNCHES);
    block(Kind.HEAD, work.tiedHead(), false, CostTable.HEAD_LAUNCHES);
    return Prediction.of(depthTokens, parts.list());
  }

  private void attention(int layer, boolean onGpu) {
    block(
        Kind.ATTENTION, work.layers().get(layer).attention(), onGpu, CostTable.ATTENTION_LAUNCHES);
    double bytes = (double) costs.cacheRowBytes * depthTokens;
    if (onGpu) {
      parts.add(
          Kind.CACHE,
          Tier.GPU,
          Limit.GPU_BANDWIDTH,
          bytes,
          gpu.attentionSeconds(work.sizes().heads(), depthTokens, bytes));
      return;
    }
    ModelSizes sizes = work.sizes();
    double read = bytes / host.bytesPerSecond();
    double multiply = host.multiplySeconds(CostTable.cacheProducts(sizes, depthTokens));
    boolean memory = read >= multiply;
    parts.add(
        Kind.CACHE,
        Tier.RAM,
        memory ? Limit.MEMORY_BANDWIDTH : Limit.PROCESSORS,
        bytes,
        Math.max(read, multiply));
  }

  private void block(Kind kind, Block block, boolean onGpu, int launches) {
    if (onGpu) {
      gpu(kind, (double) block.bytes(), gpu.productSeconds(block), launches, 1);
    } else {
      host(kind, host.time(block, 1), 1);
    }
  }

  /** What the processors and the graphics card compute at the same time. */
  private void sides(int layer, Choice choice, LayerExperts experts) {
    LayerWork of = work.layers().get(layer);
    boolean sharedOnGpu = choice.onGpu()[costs.layers + layer];
    HostTime shared = host.time(of.feedForward(), 1);
    HostTime routed = host.time(of.expert(), 1).times(experts.hostPicks());
    double fromDisk = experts.picks()[LayerExperts.DISK] * costs.expertDisk[layer];
    double hostSide = (sharedOnGpu ? 0 : shared.seconds()) + routed.seconds() + fromDisk;
    double hotPicks = experts.picks()[LayerExperts.GPU];
    boolean hot = experts.counts()[LayerExperts.GPU] > 0;
    double gpuSide =
        (sharedOnGpu ? costs.unitGpu[costs.layers + layer] : 0)
            + hotPicks * costs.expertGpu[layer]
            + costs.launchSeconds(hotPicks);
    boolean inTurns = gpu != null && gpu.processors();
    int hostCounts = inTurns || hostSide >= gpuSide ? 1 : 0;
    int gpuCounts = inTurns || hostSide < gpuSide ? 1 : 0;
    if (sharedOnGpu) {
      gpu(
          Kind.SHARED,
          (double) of.feedForward().bytes(),
          gpu.productSeconds(of.feedForward()),
          CostTable.FEED_FORWARD_LAUNCHES,
          gpuCounts);
    } else {
      host(Kind.SHARED, shared, hostCounts);
    }
    if (hot) {
      gpu(
          Kind.EXPERTS,
          hotPicks * of.expert().bytes(),
          hotPicks * gpu.productSeconds(of.expert()),
          CostTable.EXPERT_LAUNCHES * Math.min(1, hotPicks),
          gpuCounts);
    }
    host(Kind.EXPERTS, routed, hostCounts);
    parts.add(
        Kind.EXPERTS,
        Tier.DISK,
        Limit.DISK,
        experts.picks()[LayerExperts.DISK] * of.expert().bytes(),
        fromDisk,
        hostCounts);
    boolean onGpu = choice.onGpu()[layer] || sharedOnGpu || hot;
    boolean onHost =
        !choice.onGpu()[layer]
            || (!sharedOnGpu && !of.feedForward().isEmpty())
            || experts.onHost() > 0;
    if (onGpu && onHost) {
      double bytes = 2.0 * Float.BYTES * work.sizes().hidden();
      parts.add(Kind.TRANSFER, null, Limit.LINK, bytes, costs.tripSeconds);
    }
    parts.add(Kind.STEPS, null, Limit.HOST_STEPS, 0, host.layerSeconds());
  }

  private void host(Kind kind, HostTime time, int critical) {
    parts.add(
        kind, Tier.RAM, Limit.MEMORY_BANDWIDTH, time.memoryBytes(), time.memorySeconds(), critical);
    parts.add(
        kind,
        Tier.RAM,
        Limit.PROCESSORS,
        time.arithmeticBytes(),
        time.arithmeticSeconds(),
        critical);
  }

  private void gpu(Kind kind, double bytes, double seconds, double launches, int critical) {
    if (bytes > 0) {
      parts.add(kind, Tier.GPU, Limit.GPU_BANDWIDTH, bytes, seconds, critical);
      parts.add(
          Kind.LAUNCH, Tier.GPU, Limit.GPU_LAUNCHES, 0, gpu.launchSeconds(launches), critical);
    }
  }
}
