package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.DenseModel;
import abruzzi.dense.FeedForwardWeights;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.LayerWeights;
import abruzzi.dense.RouterShape;
import abruzzi.dense.device.ArenaPlan;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a sequence has on the device: its cache, and the rows of a step. Everything is planned and
 * allocated at once.
 *
 * <p>Rounded activations share one pair of regions: each is read before the next are made. Those of
 * normalised rows have their own: experts read them behind the shared one.
 */
final class Workspace implements DeviceResource {
  /** Rows of logits that are computed together. */
  static final int LOGIT_ROWS = 16;

  private static final String ADVICE =
      "shorten it with --context, store it smaller with --cache-type q8_0, or compute on the"
          + " processors with --gpu off";

  final DeviceRegion x;
  final Activations h;
  final Activations low;
  final Activations query;
  final DeviceRegion latent;
  final DeviceRegion absorbed;
  final CacheAttention.Parts parts;
  final Activations sums;
  final Activations heads;
  final Activations gate;
  final DeviceRegion up;
  final DeviceRegion routerLogits;
  final DeviceRegion routes;
  final DeviceRegion expertSums;

  /** Null where no experts lie on the device. */
  final ExpertSpace experts;

  final DeviceRegion turns;
  final DeviceRegion ids;
  final DeviceRegion logits;
  final List<DeviceRegion> caches;
  final int innerWidth;
  private final DeviceArena arena;

  /**
   * @param expertWidth inner width of the widest routed expert on the device, 0 when there is none
   */
  Workspace(
      ComputeDevice device,
      DenseModel model,
      int expertWidth,
      int context,
      int batch,
      KvCacheType cacheType) {
    AttentionShape s = model.attention();
    RouterShape router = model.router();
    innerWidth = Math.max(expertWidth, widestFeedForward(model));
    int rows = batch * s.heads();
    ArenaPlan plan = new ArenaPlan(device.info(), "a context of " + context + " tokens", ADVICE);
    var cacheSlots = new ArrayList<ArenaPlan.Slot>();
    for (LayerWeights layer : model.weights().layers()) {
      long bytes = layer.attention() == null ? 0 : cacheType.rowBytes(s.cacheWidth()) * context;
      cacheSlots.add(plan.add(bytes));
    }
    var xSlot = floats(plan, batch, s.hidden());
    var hSlot = floats(plan, batch, s.hidden());
    var lowSlot = floats(plan, batch, s.queryRank());
    var querySlot = floats(plan, rows, s.queryWidth());
    var latentSlot = floats(plan, batch, s.cacheWidth());
    var absorbedSlot = floats(plan, rows, s.cacheWidth());
    long partRows = CacheAttention.partRows(s, batch);
    var partSumSlot = floats(plan, partRows, s.latent());
    var partMarkSlot = floats(plan, partRows, 2);
    var sumSlot = floats(plan, rows, s.latent());
    var headSlot = floats(plan, rows, s.value());
    int used = router == null || expertWidth == 0 ? 0 : router.used();
    int expertRows = GpuExperts.rowsAtOnce(batch, used);
    long inner = Math.max((long) batch * innerWidth, (long) expertRows * expertWidth);
    var gateSlot = floats(plan, inner, 1);
    var upSlot = floats(plan, inner, 1);
    var routerSlot = floats(plan, batch, router == null ? 0 : router.experts());
    var routeSlot = floats(plan, batch, router == null ? 0 : 2 * router.used());
    var expertSlot = floats(plan, batch, s.hidden());
    var expertRowSlot = floats(plan, expertRows, s.hidden());
    var expertTableSlot = plan.add((long) ExpertTable.words(batch, used) * Integer.BYTES);
    var turnSlot = floats(plan, batch, s.rope());
    var idSlot = floats(plan, batch, 1);
    var logitSlot = floats(plan, Math.min(batch, LOGIT_ROWS), model.weights().head().rows());
    var rowCodeSlot = plan.add((long) batch * s.hidden());
    var rowScaleSlot = plan.add((long) batch * s.hidden() / 2);
    long widest = Math.max(widestRounded(s, batch), (long) expertRows * expertWidth);
    var codeSlot = plan.add(widest);
    var scaleSlot = plan.add(widest / 2);
    arena = plan.allocate(device);
    caches = cacheSlots.stream().map(arena::region).toList();
    DeviceRegion codes = arena.region(codeSlot);
    DeviceRegion scales = arena.region(scaleSlot);
    x = arena.region(xSlot);
    h = new Activations(arena.region(hSlot), arena.region(rowCodeSlot), arena.region(rowScaleSlot));
    low = new Activations(arena.region(lowSlot), codes, scales);
    query = new Activations(arena.region(querySlot), codes, scales);
    latent = arena.region(latentSlot);
    absorbed = arena.region(absorbedSlot);
    parts = new CacheAttention.Parts(arena.region(partSumSlot), arena.region(partMarkSlot));
    sums = new Activations(arena.region(sumSlot), codes, scales);
    heads = new Activations(arena.region(headSlot), codes, scales);
    gate = new Activations(arena.region(gateSlot), codes, scales);
    up = arena.region(upSlot);
    routerLogits = arena.region(routerSlot);
    routes = arena.region(routeSlot);
    expertSums = arena.region(expertSlot);
    experts =
        expertWidth == 0
            ? null
            : new ExpertSpace(
                x,
                h,
                gate,
                up,
                arena.region(expertRowSlot),
                arena.region(expertTableSlot),
                expertRows);
    turns = arena.region(turnSlot);
    ids = arena.region(idSlot);
    logits = arena.region(logitSlot);
  }

  private static ArenaPlan.Slot floats(ArenaPlan plan, long rows, long columns) {
    return plan.add(rows * columns * Float.BYTES);
  }

  private long widestRounded(AttentionShape s, int batch) {
    long heads = (long) s.heads() * Math.max(s.latent(), Math.max(s.nope(), s.value()));
    long row = Math.max(Math.max(s.hidden(), innerWidth), Math.max(s.queryRank(), heads));
    return batch * row;
  }

  private static int widestFeedForward(DenseModel model) {
    return model.weights().layers().stream()
        .flatMap(layer -> Stream.of(layer.feedForward(), layer.sharedExpert()))
        .mapToInt(Workspace::inner)
        .max()
        .orElse(0);
  }

  private static int inner(FeedForwardWeights w) {
    return w == null ? 0 : Math.toIntExact(w.gate().rows());
  }

  /** All of it. */
  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}
