package abruzzi.planner.simulator;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.placement.ExpertUse;
import abruzzi.planner.placement.LayerPlacement;
import abruzzi.planner.placement.Placement;
import abruzzi.planner.placement.TensorPlacement;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.speed.HostTime;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.planner.work.Block;
import abruzzi.planner.work.LayerWork;
import abruzzi.planner.work.ModelWork;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Plays the tokens of a plan, event by event. Each layer: attention; then, from the moment the
 * router has picked, the processors compute the experts in main memory while experts on disk are
 * read and computed as they arrive, and the graphics card computes the shared experts and those
 * picked that lie on it; the layer ends when all have. Transfers on the link read main memory, too.
 */
public final class Simulator {
  private static final int ATTENTION_KERNELS = 15;
  private static final int FEED_FORWARD_KERNELS = 4;
  private static final int EXPERT_KERNELS = 4;
  private static final int HEAD_KERNELS = 2;

  private final ModelWork work;
  private final ModelSizes sizes;
  private final Placement plan;
  private final HardwareProfile machine;
  private final HostSpeed host;

  /** Null where the machine has no graphics card. */
  private final GpuSpeed card;

  private final Map<Integer, LayerPlacement> experts = new HashMap<>();
  private final boolean[] attentionOnGpu;
  private final boolean[] sharedOnGpu;
  private boolean headOnGpu;
  private final PickSampler sampler;
  private final int depthTokens;

  private Clock clock;
  private WorkQueue gpu;
  private WorkQueue link;
  private WorkQueue disk;
  private SharedBandwidth memory;
  private Processors processors;

  /**
   * Prepares a simulation.
   *
   * @param depthTokens tokens in the context
   * @param seed of the picks
   */
  public Simulator(
      PlannedModel model,
      Placement plan,
      HardwareProfile machine,
      ExpertUse use,
      int depthTokens,
      long seed) {
    this.plan = plan;
    this.machine = machine;
    this.depthTokens = depthTokens;
    work = ModelWork.of(model);
    sizes = model.sizes();
    host =
        new HostSpeed(
            machine, plan.threads(), true, plan.copies() || model.tiled(), RunCorrection.NONE);
    card = machine.gpu().map(GpuSpeed::new).orElse(null);
    sampler = new PickSampler(use, sizes.used(), new SplittableRandom(seed));
    attentionOnGpu = new boolean[sizes.layers()];
    sharedOnGpu = new boolean[sizes.layers()];
    plan.experts().forEach(layer -> experts.put(layer.layer(), layer));
    plan.tensors().stream().filter(t -> t.tier() == Tier.GPU).forEach(this::placeOnGpu);
  }

  private void placeOnGpu(TensorPlacement tensor) {
    int layer = ModelWork.layerOf(tensor.name()).orElse(-1);
    switch (ModelWork.roleOf(tensor.name(), sizes)) {
      case ATTENTION -> attentionOnGpu[layer] = true;
      case FEED_FORWARD -> sharedOnGpu[layer] = true;
      case HEAD -> headOnGpu = true;
      default -> {}
    }
  }

  /**
   * Mean time of some tokens.
   *
   * @param tokens at least 1
   */
  public double secondsPerToken(int tokens) {
    clock = new Clock();
    gpu = new WorkQueue(clock);
    link = new WorkQueue(clock);
    disk = new WorkQueue(clock);
    memory = new SharedBandwidth(clock, host.bytesPerSecond());
    processors = new Processors(memory);
    startToken(tokens);
    clock.run();
    return clock.now() / tokens;
  }

  private void startToken(int left) {
    if (left > 0) {
      layer(0, left);
    }
  }

  private void layer(int layer, int left) {
    if (layer == sizes.layers()) {
      head(() -> startToken(left - 1));
      return;
    }
    attention(layer, () -> sides(layer, () -> layer(layer + 1, left)));
  }

  private void attention(int layer, Runnable then) {
    Block block = work.layers().get(layer).attention();
    double cacheBytes = (double) plan.cacheType().rowBytes(sizes.cacheWidth()) * depthTokens;
    if (attentionOnGpu[layer]) {
      double seconds =
          card.productSeconds(block)
              + card.attentionSeconds(sizes.heads(), depthTokens, cacheBytes);
      kernels(seconds, ATTENTION_KERNELS, then);
      return;
    }
    double products = (double) sizes.heads() * depthTokens * (sizes.cacheWidth() + sizes.latent());
    double most = cacheBytes / Math.max(1e-12, host.multiplySeconds(products));
    compute(block, () -> memory.read(cacheBytes, Math.max(1, most), then));
  }

  /** The two sides of a layer; the second may begin only when the picks have arrived. */
  private void sides(int layer, Runnable then) {
    LayerWork of = work.layers().get(layer);
    int[] picks = of.routed() ? sampler.picks(layer) : new int[0];
    Map<Tier, Integer> byTier = count(layer, picks);
    int hot = byTier.get(Tier.GPU);
    int onHost = picks.length - hot;
    boolean hostShares = onHost > 0 || (!sharedOnGpu[layer] && !of.feedForward().isEmpty());
    boolean gpuShares = sharedOnGpu[layer] || hot > 0;
    Barrier both = new Barrier(2, () -> back(attentionOnGpu[layer] && hostShares, then));
    if (gpuShares) {
      gpuSide(layer, hot, both::arrive);
    } else {
      both.arrive();
    }
    boolean crosses = machine.gpu().isPresent() && (attentionOnGpu[layer] || gpuShares);
    if (hostShares && crosses) {
      transfer(() -> hostSide(layer, byTier, both::arrive));
    } else {
      hostSide(layer, byTier, both::arrive);
    }
  }

  private Map<Tier, Integer> count(int layer, int[] picks) {
    Map<Tier, Integer> byTier = new EnumMap<>(Map.of(Tier.GPU, 0, Tier.RAM, 0, Tier.DISK, 0));
    LayerPlacement placed = experts.get(layer);
    for (int expert : picks) {
      Tier tier =
          placed.gpu().contains(expert)
              ? Tier.GPU
              : placed.ram().contains(expert) ? Tier.RAM : Tier.DISK;
      byTier.merge(tier, 1, Integer::sum);
    }
    return byTier;
  }

  private void gpuSide(int layer, int hot, Runnable then) {
    LayerWork of = work.layers().get(layer);
    Barrier both = new Barrier(2, then);
    if (sharedOnGpu[layer]) {
      kernels(card.productSeconds(of.feedForward()), FEED_FORWARD_KERNELS, both::arrive);
    } else {
      both.arrive();
    }
    if (hot > 0) {
      kernels(hot * card.productSeconds(of.expert()), EXPERT_KERNELS, both::arrive);
    } else {
      both.arrive();
    }
  }

  private void hostSide(int layer, Map<Tier, Integer> byTier, Runnable then) {
    LayerWork of = work.layers().get(layer);
    int cold = byTier.get(Tier.DISK);
    Barrier all = new Barrier(2 + cold, then);
    if (sharedOnGpu[layer]) {
      all.arrive();
    } else {
      compute(of.feedForward(), all::arrive);
    }
    experts(of.expert(), byTier.get(Tier.RAM), all::arrive);
    for (int i = 0; i < cold; i++) {
      disk.submit(
          diskSeconds((double) of.expert().bytes()), () -> experts(of.expert(), 1, all::arrive));
    }
  }

  private void experts(Block expert, int count, Runnable then) {
    if (count == 0) {
      then.run();
    } else {
      compute(expert, () -> experts(expert, count - 1, then));
    }
  }

  /** All threads on one block: never faster than they multiply, nor than their part of memory. */
  private void compute(Block block, Runnable then) {
    HostTime time = host.time(block, 1);
    if (time.seconds() == 0) {
      then.run();
      return;
    }
    double bytes = host.residentBytes(block);
    double most = bytes / time.seconds();
    processors.submit(bytes, most, then);
  }

  private void kernels(double seconds, int count, Runnable then) {
    Barrier all = new Barrier(count, then);
    for (int i = 0; i < count; i++) {
      gpu.submit(card.launchSeconds(1) + seconds / count, all::arrive);
    }
  }

  private void back(boolean crosses, Runnable then) {
    if (crosses) {
      transfer(then);
    } else {
      then.run();
    }
  }

  /** A row over the link, which reads or writes main memory meanwhile. */
  private void transfer(Runnable then) {
    GpuProfile profile = machine.gpu().orElseThrow();
    double bytes = (double) Float.BYTES * sizes.hidden();
    double rate =
        Math.min(
            Math.max(
                profile.pcie().uploadPinnedBytesPerSecond(),
                profile.pcie().uploadPageableBytesPerSecond()),
            Math.max(
                profile.pcie().downloadPinnedBytesPerSecond(),
                profile.pcie().downloadPageableBytesPerSecond()));
    link.submit(profile.pcie().latencyNanos() * 1e-9, () -> memory.read(bytes, rate, then));
  }

  private double diskSeconds(double bytes) {
    return machine
        .disk()
        .map(
            d -> {
              double rate = d.randomBytesPerSecond().best();
              return bytes / (rate > 0 ? rate : d.sequentialBytesPerSecond());
            })
        .orElseThrow();
  }

  private void head(Runnable then) {
    if (headOnGpu) {
      kernels(card.productSeconds(work.head()), HEAD_KERNELS, then);
    } else {
      compute(work.head(), () -> compute(work.tiedHead(), then));
    }
  }
}
