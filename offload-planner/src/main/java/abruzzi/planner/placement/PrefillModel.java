package abruzzi.planner.placement;

import abruzzi.planner.placement.PrefillPlan.Strategy;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.work.Block;
import abruzzi.planner.work.LayerWork;

/**
 * The time of a prompt at the beginning of the context. A batch needs most experts of a layer:
 * processors read each of them once and multiply it with the rows of its tokens; or all of them go
 * through the graphics card, which takes the time of the link however many tokens there are.
 */
final class PrefillModel {
  private static final int[] GPU_BATCHES = {128, 256, 512, 1024, Reserves.GPU_BATCH_TOKENS};
  private static final int LARGEST_BATCH = 16_384;

  private final CostTable costs;
  private final HostSpeed host;
  private final GpuSpeed gpu;
  private final ExpertOrder order;
  private final Choice choice;

  PrefillModel(CostTable costs, HostSpeed host, GpuSpeed gpu, ExpertOrder order, Choice choice) {
    this.costs = costs;
    this.host = host;
    this.gpu = gpu == null ? null : gpu.forPrompts();
    this.order = order;
    this.choice = choice;
  }

  /**
   * The fastest way.
   *
   * @param streaming see {@link PlanOptions#streaming}
   */
  PrefillPlan plan(int promptTokens, int hostBatchTokens, boolean streaming) {
    PrefillPlan best =
        plan(promptTokens, Strategy.PROCESSORS, Math.min(hostBatchTokens, promptTokens), 0);
    if (gpu == null || !choice.anyOnGpu() || !streaming) {
      return best;
    }
    int threshold = streamFrom();
    for (int batch : GPU_BATCHES) {
      for (Strategy strategy : Strategy.values()) {
        PrefillPlan plan = plan(promptTokens, strategy, Math.min(batch, promptTokens), threshold);
        best = plan.ms() < best.ms() ? plan : best;
      }
    }
    return new PrefillPlan(promptTokens, best.strategy(), best.batchTokens(), threshold, best.ms());
  }

  private PrefillPlan plan(int promptTokens, Strategy strategy, int batch, int threshold) {
    int whole = promptTokens / batch;
    int rest = promptTokens % batch;
    double depth = promptTokens / 2.0;
    double seconds =
        headSeconds()
            + whole * seconds(strategy, batch, depth)
            + (rest == 0 ? 0 : seconds(strategy, rest, depth));
    return new PrefillPlan(promptTokens, strategy, batch, threshold, 1e3 * seconds);
  }

  private double headSeconds() {
    int head = 2 * costs.layers;
    return costs.tokenSeconds + (choice.onGpu()[head] ? costs.unitGpu[head] : costs.unitHost[head]);
  }

  /** The smallest batch for which streaming is faster, 0 when none is. */
  private int streamFrom() {
    if (!streams(LARGEST_BATCH)) {
      return 0;
    }
    int no = 0;
    int yes = LARGEST_BATCH;
    while (yes - no > 1) {
      int middle = (no + yes) / 2;
      if (streams(middle)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }

  private boolean streams(int tokens) {
    return seconds(Strategy.STREAM, tokens, 0) < seconds(Strategy.PROCESSORS, tokens, 0);
  }

  /** Time of one batch. */
  private double seconds(Strategy strategy, int tokens, double depth) {
    TouchedExperts[] touched = TouchedExperts.of(order, choice, costs.layers, tokens);
    double seconds = 0;
    for (int layer = 0; layer < costs.layers; layer++) {
      seconds +=
          attentionSeconds(layer, tokens, depth)
              + sideSeconds(layer, strategy, tokens, touched[layer]);
    }
    return seconds;
  }

  private double attentionSeconds(int layer, int tokens, double depth) {
    LayerWork of = costs.work.layers().get(layer);
    if (choice.onGpu()[layer]) {
      double heads = (double) tokens * costs.work.sizes().heads();
      return gpu.productSeconds(of.attention(), tokens)
          + gpu.launchSeconds(CostTable.ATTENTION_LAUNCHES)
          + gpu.attentionSeconds(heads, depth, costs.cacheRowBytes * depth)
          + host.layerSeconds(tokens);
    }
    double products = tokens * CostTable.cacheProducts(costs.work.sizes(), depth);
    return host.time(of.attention(), tokens).seconds()
        + host.multiplySeconds(products)
        + host.layerSeconds(tokens);
  }

  private double sideSeconds(int layer, Strategy strategy, int tokens, TouchedExperts touched) {
    LayerWork of = costs.work.layers().get(layer);
    boolean sharedOnGpu = choice.onGpu()[costs.layers + layer];
    double hostSide = sharedOnGpu ? 0 : host.time(of.feedForward(), tokens).seconds();
    double gpuSide =
        sharedOnGpu
            ? gpu.productSeconds(of.feedForward(), tokens)
                + gpu.launchSeconds(CostTable.FEED_FORWARD_LAUNCHES)
            : 0;
    double bytes = of.expert().bytes();
    double fromDisk = touched.experts()[LayerExperts.DISK] * costs.expertDisk[layer];
    if (gpu != null) {
      gpuSide += residentSeconds(of.expert(), touched);
    }
    if (strategy == Strategy.STREAM) {
      double streamed = touched.hostExperts() * bytes;
      double moving = Math.max(fromDisk, gpu.streamSeconds(streamed));
      double streaming = touched.hostExperts() * streamedSeconds(of.expert(), touched.rowsOnHost());
      return gpu.together(hostSide, Math.max(moving, gpuSide + streaming));
    }
    hostSide +=
        fromDisk + touched.hostExperts() * host.time(of.expert(), touched.rowsOnHost()).seconds();
    double sides = gpu == null ? hostSide : gpu.together(hostSide, gpuSide);
    return touched.hostExperts() == 0 ? sides : sides + rowsSeconds(layer, tokens, sharedOnGpu);
  }

  /** Experts that lie on the card, computed together. */
  private double residentSeconds(Block expert, TouchedExperts touched) {
    double count = touched.experts()[LayerExperts.GPU];
    double picks = touched.picks()[LayerExperts.GPU];
    return count == 0
        ? 0
        : count * gpu.productSeconds(expert, Math.max(1, picks / count))
            + gpu.launchSeconds(CostTable.EXPERT_BATCH_LAUNCHES * Math.min(1, picks));
  }

  /** An expert that streams through the card, computed when it has arrived. */
  private double streamedSeconds(Block expert, double rows) {
    return gpu.productSeconds(expert, Math.max(1, rows))
        + gpu.launchSeconds(CostTable.STREAMED_LAUNCHES);
  }

  /** Rows of a batch to the processors and back. */
  private double rowsSeconds(int layer, int tokens, boolean sharedOnGpu) {
    if (gpu == null || !(choice.onGpu()[layer] || sharedOnGpu)) {
      return 0;
    }
    double bytes = (double) Float.BYTES * costs.work.sizes().hidden() * tokens;
    return gpu.downloadSeconds(bytes) + gpu.uploadSeconds(bytes);
  }
}
