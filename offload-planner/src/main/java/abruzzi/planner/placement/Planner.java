package abruzzi.planner.placement;

import abruzzi.planner.ModelSizes;
import abruzzi.planner.PlannedModel;
import abruzzi.planner.Tier;
import abruzzi.planner.speed.DiskSpeed;
import abruzzi.planner.speed.GpuSpeed;
import abruzzi.planner.speed.HostSpeed;
import abruzzi.planner.speed.RunCorrection;
import abruzzi.planner.work.ModelWork;
import abruzzi.profiles.GpuProfile;
import abruzzi.profiles.HardwareProfile;
import abruzzi.quant.gguf.GgmlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans one model on one machine. The same inputs give the same plan.
 *
 * <p>The context is planned at full length: a plan that holds does so to the last token.
 */
public final class Planner {
  private static final int SHORTEST_CONTEXT = 512;
  private static final int MODEST_CONTEXT = 32_768;
  private static final int BLOCK_OF_Q8 = GgmlType.Q8_0.blockElements();

  private final PlannedModel model;
  private final HardwareProfile machine;
  private final PlanOptions options;
  private final ModelWork work;
  private final ExpertOrder order;
  private final int cores;
  private final RunCorrection correction;
  private final HostSpeed host;
  private final GpuSpeed gpu;
  private final DiskSpeed disk;

  private Planner(PlannedModel model, HardwareProfile machine, ExpertUse use, PlanOptions options) {
    this.model = model;
    this.machine = machine;
    this.options = options;
    work = ModelWork.of(model);
    order =
        new ExpertOrder(
            use,
            model.sizes().layers(),
            options.hotExperts().orElseGet(Collections::emptySortedMap));
    cores = options.threads().orElse(machine.cpu().physicalCores());
    Optional<GpuProfile> card =
        machine.gpu().filter(found -> options.gpu() && GpuSpeed.known(found));
    Optional<RunCorrection> together =
        card.isPresent() ? options.cardCorrection() : Optional.empty();
    correction = together.orElse(options.correction());
    host = hostSpeed(cores, options.threads().isPresent());
    gpu = card.map(found -> new GpuSpeed(found, together.orElse(RunCorrection.NONE))).orElse(null);
    disk = machine.disk().map(DiskSpeed::new).filter(DiskSpeed::known).orElse(null);
  }

  /**
   * Plans. Where weights may be copied, that is done if it makes tokens faster: copies take more
   * memory than the file, and what they push to the disk may cost more than they gain. Where all of
   * the dense part lies on the card or none does, and earlier runs with the card are known, both
   * are planned as they were seen to run.
   *
   * @param use how often experts are used
   * @throws PlacementException if the model does not fit
   * @throws IllegalArgumentException if the options ask for what the model cannot do
   */
  public static Placement plan(
      PlannedModel model, HardwareProfile machine, ExpertUse use, PlanOptions options) {
    if (options.gpu()
        && options.dense() == DensePart.ALL_OR_NOTHING
        && options.cardCorrection().isPresent()) {
      return faster(
          () -> plan(model, machine, use, options.onCard()),
          () -> plan(model, machine, use, options.onProcessors()));
    }
    if (!options.copies() || model.tiled()) {
      return new Planner(model, machine, use, options).plan();
    }
    return faster(
        () -> new Planner(model, machine, use, options).plan(),
        () -> new Planner(model, machine, use, options.withoutCopies()).plan());
  }

  /** The faster one, or the one that fits; the first where both are alike. */
  private static Placement faster(Supplier<Placement> first, Supplier<Placement> second) {
    Placement one;
    try {
      one = first.get();
    } catch (PlacementException e) {
      return second.get();
    }
    try {
      Placement other = second.get();
      return slower(one, other) ? other : one;
    } catch (PlacementException e) {
      return one;
    }
  }

  private static boolean slower(Placement one, Placement other) {
    if (one.decode() == null || other.decode() == null) {
      return one.bytesIn(Tier.DISK) > other.bytesIn(Tier.DISK);
    }
    return one.decode().ms() > other.decode().ms();
  }

  private Placement plan() {
    int most = model.sizes().contextTokens();
    if (options.contextTokens().isPresent()) {
      int wanted = options.contextTokens().getAsInt();
      if (wanted > most) {
        throw new IllegalArgumentException(
            "context="
                + wanted
                + ", expected at most the "
                + most
                + " positions this model was made for");
      }
      return plan(List.of(wanted), mayUseDisk());
    }
    int usual = Math.min(options.usualContext(), most);
    if (!mayUseDisk()) {
      return plan(contexts(usual), false);
    }
    try {
      return plan(contexts(usual), false);
    } catch (PlacementException e) {
      return plan(contexts(Math.min(usual, MODEST_CONTEXT)), true);
    }
  }

  /** Ever shorter ones. */
  private static List<Integer> contexts(int longest) {
    List<Integer> contexts = new ArrayList<>(List.of(longest));
    for (int context = longest / 2; context >= SHORTEST_CONTEXT; context /= 2) {
      contexts.add(context);
    }
    return contexts;
  }

  /** The first of these contexts that fits. */
  private Placement plan(List<Integer> contexts, boolean useDisk) {
    PlacementException closest = null;
    for (int context : contexts) {
      for (GgmlType cacheType : cacheTypes(context)) {
        try {
          return plan(context, cacheType, useDisk);
        } catch (PlacementException e) {
          closest = e;
        }
      }
    }
    throw closest;
  }

  private boolean mayUseDisk() {
    return disk != null || options.disk();
  }

  /**
   * F16 comes first, unless the graphics card has room for all attention with Q8_0 and not with
   * F16. A context longer than usual is rather made shorter than stored in Q8_0.
   */
  private List<GgmlType> cacheTypes(int context) {
    if (options.cacheType().isPresent()) {
      return List.of(options.cacheType().get());
    }
    boolean mayShrink = options.contextTokens().isEmpty() && context > MODEST_CONTEXT;
    if (model.sizes().cacheWidth() % BLOCK_OF_Q8 != 0 || mayShrink) {
      return List.of(GgmlType.F16);
    }
    boolean onlySmall =
        gpu != null
            && !attentionFits(context, GgmlType.F16)
            && attentionFits(context, GgmlType.Q8_0);
    return onlySmall ? List.of(GgmlType.Q8_0, GgmlType.F16) : List.of(GgmlType.F16, GgmlType.Q8_0);
  }

  private boolean attentionFits(int context, GgmlType cacheType) {
    ModelSizes sizes = model.sizes();
    long weights = work.layers().stream().mapToLong(layer -> layer.attention().bytes()).sum();
    long cache = cacheType.rowBytes(sizes.cacheWidth()) * context * sizes.layers();
    return weights + cache <= gpuRoom();
  }

  private HostSpeed hostSpeed(int threads, boolean exact) {
    return new HostSpeed(machine, threads, exact, options.copies() || model.tiled(), correction);
  }

  private long ramRoom() {
    long total = machine.memory().totalBytes();
    return total - Reserves.systemBytes(total);
  }

  private long gpuRoom() {
    if (gpu == null) {
      return 0;
    }
    long total = machine.gpu().map(GpuProfile::memoryBytes).orElse(0L);
    return Math.max(0, total - Reserves.driverBytes(total) - gpuWorkBytes());
  }

  private long gpuWorkBytes() {
    long expert = work.layers().stream().mapToLong(l -> l.expert().bytes()).max().orElse(0);
    return Reserves.gpuWorkBytes(model.sizes(), expert);
  }

  private Placement plan(int context, GgmlType cacheType, boolean useDisk) {
    CostTable costs = costs(context, cacheType, host);
    Rooms rooms = new Rooms(ramRoom(), gpuRoom(), useDisk);
    PlacementSearch search = new PlacementSearch(costs, order, rooms, options);
    if (mayUseDisk() && search.hopeless()) {
      throw doesNotFit(context, cacheType, 0); // the disk will be tried next
    }
    Optional<Choice> found = search.best();
    if (found.isEmpty()) {
      throw search.triedAny()
          ? doesNotFit(context, cacheType, search.missingBytes())
          : denseDoesNotFit(context, cacheType, costs);
    }
    Choice choice = found.get();
    return new PlacementBuilder(model, machine, costs, order, choice)
        .build(
            threads(choice, context, cacheType),
            options.copies(),
            context,
            cacheType,
            Reserves.systemBytes(machine.memory().totalBytes()),
            choice.anyOnGpu() ? gpuWorkBytes() : 0,
            decode(costs, choice, Math.min(options.depthTokens(), context)),
            decode(costs, choice, context),
            prefill(costs, choice),
            gap(costs, choice, rooms));
  }

  private CostTable costs(int context, GgmlType cacheType, HostSpeed speed) {
    int depth = Math.min(options.depthTokens(), context);
    return new CostTable(work, cacheType, context, depth, speed, gpu, disk);
  }

  private Prediction decode(CostTable costs, Choice choice, int depthTokens) {
    if (!predictable(choice)) {
      return null;
    }
    LayerExperts[] experts = LayerExperts.of(order, choice, costs.layers);
    return new DecodeModel(costs, host, gpu, depthTokens).predict(choice, experts);
  }

  private PrefillPlan prefill(CostTable costs, Choice choice) {
    return predictable(choice)
        ? new PrefillModel(costs, host, gpu, order, choice)
            .plan(options.promptTokens(), options.hostBatchTokens(), options.streaming())
        : null;
  }

  private double gap(CostTable costs, Choice choice, Rooms rooms) {
    if (!predictable(choice)) {
      return 0;
    }
    double bound = new LowerBound(costs, order, rooms).seconds(choice.seconds());
    return bound > 0 ? Math.max(0, choice.seconds() / bound - 1) : 0;
  }

  private boolean predictable(Choice choice) {
    return host.known() && (disk != null || choice.resident() == order.size());
  }

  /** The fewest threads that are as fast as all cores. */
  private int threads(Choice choice, int context, GgmlType cacheType) {
    if (options.threads().isPresent() || !host.known()) {
      return cores;
    }
    LayerExperts[] experts = LayerExperts.of(order, choice, work.layers().size());
    double[] ms = new double[cores];
    double least = Double.POSITIVE_INFINITY;
    for (int t = 1; t <= cores; t++) {
      HostSpeed speed = hostSpeed(t, true);
      CostTable costs = costs(context, cacheType, speed);
      ms[t - 1] =
          new DecodeModel(costs, speed, gpu, options.depthTokens()).predict(choice, experts).ms();
      least = Math.min(least, ms[t - 1]);
    }
    int fewest = 1;
    while (ms[fewest - 1] > least * (1 + 1e-9)) {
      fewest++;
    }
    return fewest;
  }

  private PlacementException doesNotFit(int context, GgmlType cacheType, long missing) {
    long have = machine.memory().totalBytes();
    long need = memoryFor(ramRoom() + missing);
    return new PlacementException(
        "%s with %d tokens of context (%s) needs %s of main memory, %s has %s: %s are missing%s"
            .formatted(
                model.name(),
                context,
                cacheType,
                gib(need),
                machine.name(),
                gib(have),
                gib(need - have),
                mayUseDisk() ? "" : ", and no disk is known"),
        need,
        have);
  }

  /** All of the dense part should lie on the graphics card. */
  private PlacementException denseDoesNotFit(int context, GgmlType cacheType, CostTable costs) {
    long need = machine.gpu().map(GpuProfile::memoryBytes).orElse(0L) - gpuRoom();
    for (long bytes : costs.unitVram) {
      need += bytes;
    }
    long have = machine.gpu().map(GpuProfile::memoryBytes).orElse(0L);
    return new PlacementException(
        "%s with %d tokens of context (%s) needs %s of graphics memory for all but its experts, %s has %s"
            .formatted(model.name(), context, cacheType, gib(need), machine.name(), gib(have)),
        need,
        have);
  }

  /** The smallest memory of which so much is left when the system has its share. */
  private static long memoryFor(long room) {
    long low = room;
    long high = 2 * room;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (middle - Reserves.systemBytes(middle) >= room) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
