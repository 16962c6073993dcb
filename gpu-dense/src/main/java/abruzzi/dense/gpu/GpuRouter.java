package abruzzi.dense.gpu;

import abruzzi.dense.RouterShape;
import abruzzi.dense.device.DeviceRegion;

/**
 * Picks experts on a device, as {@link abruzzi.dense.ExpertRouter} does.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuRouter {
  private final RouterShape shape;
  private final GpuProducts products;
  private final Workspace space;

  GpuRouter(RouterShape shape, GpuProducts products, Workspace space) {
    this.shape = shape;
    this.products = products;
    this.space = space;
  }

  /** Writes {@code routes}, {@code [tokens, 2, used]}: picks, and the bits of their weights. */
  void run(GpuLayer layer, int tokens) {
    products.run(layer.router(), space.h, space.routerLogits, tokens, false);
    route(products, shape, space.routerLogits, layer.routerBias(), space.routes, tokens);
  }

  /** Picks from logits {@code [tokens, experts]}; the bias may be null. */
  static void route(
      GpuProducts products,
      RouterShape shape,
      DeviceRegion logits,
      DeviceRegion bias,
      DeviceRegion routes,
      int tokens) {
    products
        .arguments()
        .region(logits)
        .region(bias == null ? logits : bias)
        .region(routes)
        .integer(shape.experts())
        .integer(shape.used())
        .flag(bias != null)
        .flag(shape.gating() == RouterShape.Gating.SOFTMAX)
        .flag(shape.normalise())
        .real(shape.scale())
        .integer(shape.groups())
        .integer(shape.groupsUsed());
    products.launch(products.kernels().elements("route"), tokens, 1, 1);
  }
}
