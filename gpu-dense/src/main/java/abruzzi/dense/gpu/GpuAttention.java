package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;

/**
 * Multi-head latent attention in its absorbed form, on a device; the formulas are those of the
 * host's attention.
 *
 * <p>Threading: belongs to one sequence.
 */
final class GpuAttention {
  private final AttentionShape shape;
  private final GpuProducts products;
  private final Workspace space;
  private final CacheAttention cache;

  GpuAttention(AttentionShape shape, GpuProducts products, Workspace space, KvCacheType cacheType) {
    this.shape = shape;
    this.products = products;
    this.space = space;
    int units = products.kernels().device().info().computeUnits();
    cache = new CacheAttention(shape, cacheType, products, units);
  }

  /** Adds the block's output to the rows of a batch, and their latents to the cache. */
  void run(int layer, GpuAttentionWeights w, int tokens, int position) {
    project(w, tokens);
    DeviceRegion rows = space.caches.get(layer);
    cache.append(space.latent, w.latentNorm(), space.turns, rows, tokens, position);
    absorb(w, tokens);
    cache.attend(space.absorbed, rows, space.sums.values(), space.parts, tokens, position);
    expand(w, tokens);
    roundFor(w.output(), space.heads, shape.heads() * shape.value(), tokens);
    products.run(w.output(), space.heads, space.x, tokens, true);
  }

  private void project(GpuAttentionWeights w, int tokens) {
    boolean plain = w.queryDown() == null;
    GpuMatrix first = plain ? w.queryUp() : w.queryDown();
    boolean rounded = rounds(first) || rounds(w.latentDown());
    products.norm(space.x, 0, norm(w.norm(), shape.hidden()), space.h, tokens, rounded);
    products.run(w.latentDown(), space.h, space.latent, tokens, false);
    if (plain) {
      products.run(w.queryUp(), space.h, space.query.values(), tokens, false);
      return;
    }
    products.run(w.queryDown(), space.h, space.low.values(), tokens, false);
    GpuProducts.Norm lowNorm = norm(w.queryNorm(), shape.queryRank());
    products.norm(space.low.values(), 0, lowNorm, space.low, tokens, rounds(w.queryUp()));
    products.run(w.queryUp(), space.low, space.query.values(), tokens, false);
  }

  private GpuProducts.Norm norm(DeviceRegion weight, int columns) {
    return new GpuProducts.Norm(weight, columns, shape.epsilon());
  }

  /** Queries as wide as the cache: keys taken in, and the rotated part. */
  private void absorb(GpuAttentionWeights w, int tokens) {
    int heads = shape.heads();
    int width = shape.queryWidth();
    boolean rounded = !w.joint() && rounds(w.key());
    if (w.joint()) {
      ProductShape joint =
          new ProductShape(
              heads,
              shape.nope(),
              shape.nope() + shape.value(),
              0,
              shape.latent(),
              heads * width,
              width,
              heads * shape.cacheWidth(),
              shape.cacheWidth());
      products.transposed(w.key(), space.query.values(), space.absorbed, joint, tokens);
    } else {
      if (rounded) {
        products.round(space.query, shape.nope(), width, tokens * heads);
      }
      int stride = rounded ? shape.nope() : width;
      ProductShape split =
          new ProductShape(
              heads,
              shape.latent(),
              shape.latent(),
              0,
              shape.nope(),
              heads * stride,
              stride,
              heads * shape.cacheWidth(),
              shape.cacheWidth());
      products.run(w.key(), space.query, space.absorbed, split, tokens, false);
    }
    cache.rotate(space.query.values(), space.turns, space.absorbed, tokens);
  }

  private void expand(GpuAttentionWeights w, int tokens) {
    int heads = shape.heads();
    roundFor(w.value(), space.sums, shape.latent(), tokens * heads);
    int skipped = w.joint() ? shape.nope() : 0;
    ProductShape values =
        new ProductShape(
            heads,
            shape.value(),
            skipped + shape.value(),
            skipped,
            shape.latent(),
            heads * shape.latent(),
            shape.latent(),
            heads * shape.value(),
            shape.value());
    products.run(w.value(), space.sums, space.heads.values(), values, tokens, false);
  }

  private void roundFor(GpuMatrix w, Activations x, int columns, int rows) {
    if (rounds(w)) {
      products.round(x, columns, columns, rows);
    }
  }

  private boolean rounds(GpuMatrix w) {
    GgmlType type = w.type();
    return kernels().rounds(type);
  }

  private GpuKernels kernels() {
    return products.kernels();
  }
}
