package abruzzi.dense.host;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.AttentionWeights;
import abruzzi.dense.LatentExpansion;
import abruzzi.dense.RotaryEmbedding;
import abruzzi.quant.kernel.AttentionRows;
import abruzzi.quant.kernel.FloatExp;
import abruzzi.quant.kernel.FloatRows;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.RowPartition;
import abruzzi.quant.kernel.RowView;
import java.util.Arrays;

/**
 * Multi-head latent attention in its absorbed form, on the CPUs.
 *
 * <pre>
 * q        = up(rms(down(h)))                       [heads, nope | rope]
 * c | k    = latentDown(h), c normalised, k rotated  -> cache
 * a[h]     = key_h^T q_nope[h]                       [latent]
 * s[h][t]  = scale * (a[h] . c_t + q_rope[h] . k_t)
 * z[h]     = sum over t of softmax(s[h])[t] * c_t    [latent]
 * o[h]     = value_h z[h]                            [value]
 * </pre>
 *
 * <p>One part of the parallel region is a few heads of a few tokens. Each head of each token is
 * computed by itself in the order of positions, so nothing depends on how parts are cut.
 */
final class HostAttention {
  private static final int MOST_HEADS_PER_PART = 8;
  private static final int TOKENS_PER_PART = 8;
  private static final int POSITIONS_PER_BLOCK = 8;

  private final AttentionShape shape;
  private final RotaryEmbedding rotary;
  private final HostProducts products;
  private final LatentCache cache;
  private final float[][] scores;
  private final float[][] cacheRows;
  private final float[][] tiles;
  private final LatentCache.Reader[] readers;
  private final float[] h;
  private final float[] queryLow;
  private final float[] query;
  private final float[] latent;
  private final float[] absorbed;
  private final float[] sums;
  private final float[] heads;

  HostAttention(
      AttentionShape shape,
      RotaryEmbedding rotary,
      HostProducts products,
      LatentCache cache,
      int batchTokens) {
    this.shape = shape;
    this.rotary = rotary;
    this.products = products;
    this.cache = cache;
    int workers = products.workers().count();
    scores = new float[workers][];
    cacheRows = new float[workers][POSITIONS_PER_BLOCK * shape.cacheWidth()];
    tiles = new float[workers][AttentionRows.SCRATCH];
    readers = new LatentCache.Reader[workers];
    Arrays.setAll(readers, worker -> cache.reader());
    h = new float[batchTokens * shape.hidden()];
    queryLow = new float[batchTokens * shape.queryRank()];
    query = new float[batchTokens * shape.heads() * shape.queryWidth()];
    latent = new float[batchTokens * shape.cacheWidth()];
    absorbed = new float[batchTokens * shape.heads() * shape.cacheWidth()];
    sums = new float[batchTokens * shape.heads() * shape.latent()];
    heads = new float[batchTokens * shape.heads() * shape.value()];
  }

  /**
   * Computes the block's output for a batch and appends to the cache.
   *
   * @param x rows {@code [tokens, hidden]}, not changed
   * @param turns rotations of each token, {@code [tokens, rope]}
   * @param position of the first token
   * @param y receives {@code [tokens, hidden]}
   */
  void compute(
      int layer,
      AttentionWeights weights,
      float[] x,
      float[] turns,
      int tokens,
      int position,
      float[] y) {
    project(weights, x, tokens);
    for (int t = 0; t < tokens; t++) {
      int row = t * shape.cacheWidth();
      norm(latent, row, weights.latentNorm(), latent, row, shape.latent());
      rotary.rotate(latent, row + shape.latent(), turns, t * shape.rope());
      cache.write(layer, position + t, latent, row);
    }
    attend(layer, weights, turns, tokens, position);
    products.run(tokens, new HostProducts.Product(weights.output(), heads, y));
  }

  /** Latents of the batch, not yet rotated, and what the queries are made of. */
  private void project(AttentionWeights weights, float[] x, int tokens) {
    int hidden = shape.hidden();
    for (int t = 0; t < tokens; t++) {
      norm(x, t * hidden, weights.norm(), h, t * hidden, hidden);
    }
    HostProducts.Job latents = new HostProducts.Product(weights.latentDown(), h, latent);
    if (weights.queryDown() == null) {
      products.run(tokens, latents, queries(weights));
      return;
    }
    products.run(tokens, latents, new HostProducts.Product(weights.queryDown(), h, queryLow));
    int rank = shape.queryRank();
    for (int t = 0; t < tokens; t++) {
      norm(queryLow, t * rank, weights.queryNorm(), queryLow, t * rank, rank);
    }
    if (!partsMakeQueries(weights, tokens)) {
      products.run(tokens, queries(weights));
    }
  }

  private HostProducts.Product queries(AttentionWeights weights) {
    float[] from = weights.queryDown() == null ? h : queryLow;
    return new HostProducts.Product(weights.queryUp(), from, query);
  }

  /**
   * Whether each part of {@link #attend} computes the queries of its heads, which saves a region.
   * For more tokens than a part has, the weights would be read once for each part; and a part must
   * begin with a whole tile of rows.
   */
  private boolean partsMakeQueries(AttentionWeights weights, int tokens) {
    return weights.queryDown() != null
        && tokens <= TOKENS_PER_PART
        && groupHeads() * shape.queryWidth() % RowPartition.TILE_ROWS == 0;
  }

  private int groupHeads() {
    return Math.clamp(shape.heads() / products.workers().count(), 1, MOST_HEADS_PER_PART);
  }

  private void norm(float[] x, int index, float[] weight, float[] out, int outIndex, int n) {
    FloatRows.rmsNorm(x, index, weight, shape.epsilon(), out, outIndex, n);
  }

  /** Some heads of some tokens: one part of the parallel region. */
  private record Tile(int firstHead, int lastHead, int firstToken, int lastToken) {
    int tokens() {
      return lastToken - firstToken;
    }
  }

  private void attend(
      int layer, AttentionWeights weights, float[] turns, int tokens, int position) {
    boolean makeQueries = partsMakeQueries(weights, tokens);
    int groupHeads = groupHeads();
    int groups = (shape.heads() + groupHeads - 1) / groupHeads;
    int tiles = (tokens + TOKENS_PER_PART - 1) / TOKENS_PER_PART;
    products
        .workers()
        .run(
            groups * tiles,
            (part, worker) -> {
              int firstHead = part % groups * groupHeads;
              int lastHead = Math.min(firstHead + groupHeads, shape.heads());
              // the last tokens see the longest context: they go first
              int firstToken = (tiles - 1 - part / groups) * TOKENS_PER_PART;
              int lastToken = Math.min(firstToken + TOKENS_PER_PART, tokens);
              Tile tile = new Tile(firstHead, lastHead, firstToken, lastToken);
              if (makeQueries) {
                makeQueries(weights, tile, products.scratch(worker));
              }
              rotateQueries(turns, tile);
              absorb(weights.expansion(), tile, products.scratch(worker));
              for (int t = firstToken; t < lastToken; t++) {
                mix(layer, t, position + t + 1, firstHead, lastHead, worker);
              }
              expand(weights.expansion(), tile, products.scratch(worker));
            });
  }

  private void makeQueries(AttentionWeights weights, Tile tile, KernelScratch own) {
    int width = shape.queryWidth();
    int rank = shape.queryRank();
    int rows = (tile.lastHead - tile.firstHead) * width;
    RowView low = new RowView(queryLow, tile.firstToken * rank, rank);
    RowView q = rowsOf(query, tile, tile.firstHead, width);
    long firstRow = (long) tile.firstHead * width;
    products.product().rows(weights.queryUp(), firstRow, rows, low, tile.tokens(), q, own);
  }

  private void rotateQueries(float[] turns, Tile tile) {
    for (int t = tile.firstToken; t < tile.lastToken; t++) {
      for (int head = tile.firstHead; head < tile.lastHead; head++) {
        int q = (t * shape.heads() + head) * shape.queryWidth() + shape.nope();
        rotary.rotate(query, q, turns, t * shape.rope());
      }
    }
  }

  /**
   * Takes the key weights into the queries: {@code [a | q_rope]} per head, as wide as the cache.
   */
  private void absorb(LatentExpansion expansion, Tile tile, KernelScratch own) {
    for (int head = tile.firstHead; head < tile.lastHead; head++) {
      RowView q = rowsOf(query, tile, head, shape.queryWidth());
      RowView a = rowsOf(absorbed, tile, head, shape.cacheWidth());
      if (expansion instanceof LatentExpansion.Split split) {
        long firstRow = (long) head * shape.latent();
        products.product().rows(split.key(), firstRow, shape.latent(), q, tile.tokens(), a, own);
      } else if (expansion instanceof LatentExpansion.Joint joint) {
        for (int t = 0; t < tile.tokens(); t++) {
          int row = a.index() + t * a.stride();
          Arrays.fill(absorbed, row, row + shape.latent(), 0);
        }
        Matrix keys = joint.keyValue().slice(jointRow(head), shape.nope());
        products.product().addTransposed(keys, q, tile.tokens(), a, own);
      }
      for (int t = 0; t < tile.tokens(); t++) {
        int from = q.index() + t * q.stride() + shape.nope();
        int to = a.index() + t * a.stride() + shape.latent();
        System.arraycopy(query, from, absorbed, to, shape.rope());
      }
    }
  }

  /** One head of a tile's tokens in an array of {@code [tokens, heads, width]}. */
  private RowView rowsOf(float[] values, Tile tile, int head, int width) {
    int stride = shape.heads() * width;
    return new RowView(values, tile.firstToken * stride + head * width, stride);
  }

  /** Where a head's rows start in joint key and value weights. */
  private long jointRow(int head) {
    return (long) head * (shape.nope() + shape.value());
  }

  /** Scores, softmax and weighted sum of latents for some heads of one token. */
  private void mix(int layer, int t, int context, int firstHead, int lastHead, int worker) {
    int count = lastHead - firstHead;
    int width = shape.cacheWidth();
    int latentWidth = shape.latent();
    float[] rows = cacheRows[worker];
    float[] s = scores(worker, count * context);
    int a = (t * shape.heads() + firstHead) * width;
    for (int p = 0; p < context; p += POSITIONS_PER_BLOCK) {
      int block = blockAt(p, context);
      readers[worker].read(layer, p, block, rows);
      AttentionRows.dots(
          absorbed, a, width, count, rows, width, block, width, s, p, context, tiles[worker]);
    }
    for (int i = 0; i < count * context; i++) {
      s[i] *= shape.scoreScale();
    }
    int z = (t * shape.heads() + firstHead) * latentWidth;
    Arrays.fill(sums, z, z + count * latentWidth, 0);
    for (int i = 0; i < count; i++) {
      FloatExp.softmax(s, i * context, context);
    }
    for (int p = 0; p < context; p += POSITIONS_PER_BLOCK) {
      int block = blockAt(p, context);
      readers[worker].read(layer, p, block, rows);
      AttentionRows.addScaledRows(
          s, p, context, count, rows, width, block, sums, z, latentWidth, latentWidth);
    }
  }

  private static int blockAt(int first, int context) {
    return Math.min(POSITIONS_PER_BLOCK, context - first);
  }

  /** Applies the value weights to the sums of latents. */
  private void expand(LatentExpansion expansion, Tile tile, KernelScratch own) {
    for (int head = tile.firstHead; head < tile.lastHead; head++) {
      RowView z = rowsOf(sums, tile, head, shape.latent());
      RowView o = rowsOf(heads, tile, head, shape.value());
      Matrix values = null;
      if (expansion instanceof LatentExpansion.Split split) {
        values = split.value().slice((long) head * shape.value(), shape.value());
      } else if (expansion instanceof LatentExpansion.Joint joint) {
        values = joint.keyValue().slice(jointRow(head) + shape.nope(), shape.value());
      }
      products.product().rows(values, 0, shape.value(), z, tile.tokens(), o, own);
    }
  }

  private float[] scores(int worker, int elements) {
    if (scores[worker] == null || scores[worker].length < elements) {
      scores[worker] = new float[Math.max(elements, 2 * elements - elements / 2)];
    }
    return scores[worker];
  }
}
