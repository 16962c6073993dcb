package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.DeviceRegion;

/**
 * Launches what works with the cache: appending to it, and attention over it.
 *
 * <p>Threading: belongs to one sequence.
 */
final class CacheAttention {
  /** Most parts that the context is cut into. */
  static final int MOST_PARTS = 128;

  /** A part of the context has at least so many positions. */
  static final int LEAST_SPAN = 64;

  private static final int GROUPS_PER_UNIT = 4;

  private final AttentionShape shape;
  private final KvCacheType type;
  private final GpuProducts products;
  private final int units;

  /**
   * @param units groups that the device runs at the same time
   */
  CacheAttention(AttentionShape shape, KvCacheType type, GpuProducts products, int units) {
    this.shape = shape;
    this.type = type;
    this.products = products;
    this.units = units;
  }

  /** Rows that sums of parts may take, for batches of at most so many tokens. */
  static long partRows(AttentionShape shape, int batchTokens) {
    return (long) shape.heads() * Math.max(batchTokens, MOST_PARTS);
  }

  /**
   * Normalises and rotates rows and stores them.
   *
   * @param rows {@code [tokens, latent + rope]}
   * @param turns {@code [tokens, rope]}
   * @param position of the first
   */
  void append(
      DeviceRegion rows,
      DeviceRegion norm,
      DeviceRegion turns,
      DeviceRegion cache,
      int tokens,
      int position) {
    products
        .arguments()
        .region(rows)
        .region(norm)
        .region(turns)
        .region(cache)
        .offset(type.rowBytes(shape.cacheWidth()))
        .integer(shape.latent())
        .integer(shape.rope())
        .real(shape.epsilon())
        .integer(position);
    products.launch(products.kernels().attention(type, "cache_append"), tokens, 1, 1);
  }

  /**
   * Rotates the last part of each query to behind its part that meets the latents.
   *
   * @param query {@code [tokens, heads, nope + rope]}
   * @param absorbed {@code [tokens, heads, latent + rope]}
   */
  void rotate(DeviceRegion query, DeviceRegion turns, DeviceRegion absorbed, int tokens) {
    products
        .arguments()
        .region(query)
        .region(turns)
        .region(absorbed)
        .integer(shape.heads())
        .integer(shape.nope())
        .integer(shape.rope())
        .integer(shape.latent());
    int groups = GpuProducts.groups(shape.heads() * shape.rope() / 2, GpuKernels.ITEMS);
    products.launch(products.kernels().elements("rotate_queries"), groups, tokens, 1);
  }

  /** Where sums of parts are kept: {@code [partRows, latent]} and {@code [partRows, 2]}. */
  record Parts(DeviceRegion sums, DeviceRegion marks) {}

  /**
   * Weighted sums of latents; token {@code t} sees the first {@code position + t + 1} positions.
   *
   * @param absorbed {@code [tokens, heads, latent + rope]}
   * @param sums receives {@code [tokens, heads, latent]}
   */
  void attend(
      DeviceRegion absorbed,
      DeviceRegion cache,
      DeviceRegion sums,
      Parts space,
      int tokens,
      int position) {
    int rows = tokens * shape.heads();
    int tiles = GpuProducts.groups(rows, GpuKernels.ATTENTION_ROWS);
    int seen = position + tokens;
    int span = span(seen, tiles, tokens);
    int parts = GpuProducts.groups(seen, span);
    products
        .arguments()
        .region(absorbed)
        .region(cache)
        .region(parts == 1 ? sums : space.sums)
        .region(space.marks)
        .offset(type.rowBytes(shape.cacheWidth()))
        .integer(rows)
        .integer(shape.heads())
        .integer(shape.latent())
        .integer(shape.cacheWidth())
        .real(shape.scoreScale())
        .integer(position)
        .integer(span)
        .integer(parts);
    products.launch(products.kernels().attention(type, "attention"), tiles, parts, 1);
    if (parts > 1) {
      products
          .arguments()
          .region(space.sums)
          .region(space.marks)
          .region(sums)
          .integer(shape.latent())
          .integer(parts);
      products.launch(products.kernels().attention(type, "attention_join"), rows, 1, 1);
    }
  }

  /** Positions of a part: as many parts as keep the device busy, have room, and are worth it. */
  private int span(int seen, int tiles, int tokens) {
    int wanted = GpuProducts.groups(GROUPS_PER_UNIT * units, tiles);
    int parts = Math.clamp(seen / LEAST_SPAN, 1, Math.min(wanted, MOST_PARTS));
    parts = Math.min(parts, Math.max(1, MOST_PARTS / tokens));
    int span = GpuProducts.groups(seen, parts);
    int positions = GpuKernels.ATTENTION_POSITIONS;
    return GpuProducts.groups(span, positions) * positions;
  }
}
