package abruzzi.dense.gpu;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/** Checks of the cache and of attention over it against the formulas in double. */
final class AttentionChecks {
  /** Sums of floats over thousands of positions, relative to the row's norm. */
  private static final double BOUND = 5e-6;

  private static final float SCORE_SCALE = 0.13f;

  private final long seed;

  AttentionChecks(long seed) {
    this.seed = seed;
  }

  /** Contexts around blocks and parts, heads that do not fill a tile, few and many units. */
  List<KernelCheck> all() {
    return List.of(
        attention(KvCacheType.F32, shape(1, 32, 32), 1, 1, 2),
        attention(KvCacheType.F16, shape(64, 512, 64), 1, 1, 2),
        attention(KvCacheType.F16, shape(64, 512, 64), 1, 255, 2),
        attention(KvCacheType.F16, shape(64, 512, 64), 1, 4097, 2),
        attention(KvCacheType.F16, shape(64, 512, 64), 1, 4097, 128),
        attention(KvCacheType.Q8_0, shape(64, 512, 64), 1, 255, 16),
        attention(KvCacheType.Q8_0, shape(5, 64, 32), 3, 130, 64),
        attention(KvCacheType.F16, shape(5, 57, 30), 9, 130, 64),
        attention(KvCacheType.F32, shape(3, 257, 6), 40, 40, 1),
        attention(KvCacheType.F32, shape(7, 512, 2), 2, 9, 8),
        attention(KvCacheType.F16, shape(4, 256, 32), 33, 300, 2),
        attention(KvCacheType.F32, shape(13, 64, 64), 1, 1000, 64),
        append(KvCacheType.F32, 1e-6),
        append(KvCacheType.F16, 0x1p-11),
        append(KvCacheType.Q8_0, 1 / 240.0));
  }

  private static AttentionShape shape(int heads, int latent, int rope) {
    return new AttentionShape(64, heads, 0, latent, 24, rope, 16, 1e-6f, SCORE_SCALE);
  }

  /** A context that is filled at random, as the codecs store it. */
  private static MemorySegment cache(KvCacheType type, int context, int width, Random random) {
    long bytes = type.rowBytes(width) * context;
    MemorySegment rows = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
    for (int p = 0; p < context; p++) {
      BlockEncoders.of(type.type())
          .orElseThrow()
          .encode(RandomRows.floats(width, random), 0, width, rows, p * type.rowBytes(width));
    }
    return rows;
  }

  private static float[] row(KvCacheType type, MemorySegment cache, int position, int width) {
    float[] row = new float[width];
    long offset = position * type.rowBytes(width);
    BlockFormats.of(type.type()).orElseThrow().decode(cache, offset, width, row, 0);
    return row;
  }

  private KernelCheck attention(
      KvCacheType type, AttentionShape shape, int tokens, int context, int units) {
    int heads = shape.heads();
    int width = shape.cacheWidth();
    return new KernelCheck(
        "attention",
        "%s, %d tokens of %d heads, context %d, latent %d, %d units"
            .formatted(type, tokens, heads, context, shape.latent(), units),
        BOUND,
        bench -> {
          Random random = new Random(seed);
          MemorySegment cache = cache(type, context, width, random);
          float[] queries = RandomRows.floats(tokens * heads * width, random);
          for (int i = 0; i < queries.length; i++) {
            queries[i] /= (float) Math.sqrt(0.1 * width);
          }
          GpuProducts products = bench.products(ActivationForm.EXACT);
          int partRows = Math.toIntExact(CacheAttention.partRows(shape, tokens));
          DeviceRegion partSums = bench.floats(partRows * shape.latent());
          DeviceRegion sums = bench.floats(tokens * heads * shape.latent());
          new CacheAttention(shape, type, products, units)
              .attend(
                  bench.upload(queries),
                  bench.upload(cache),
                  sums,
                  new CacheAttention.Parts(partSums, bench.floats(partRows * 2)),
                  tokens,
                  context - tokens);
          float[] actual = bench.floats(sums, tokens * heads * shape.latent());
          float[][] rows = new float[context][];
          for (int p = 0; p < context; p++) {
            rows[p] = row(type, cache, p, width);
          }
          Errors errors = new Errors();
          for (int r = 0; r < tokens * heads; r++) {
            int seen = context - tokens + r / heads + 1;
            double[] expected = naive(shape, rows, queries, r * width, seen);
            errors.add(relative(expected, actual, r * shape.latent()));
          }
          return errors.largest();
        });
  }

  private static double relative(double[] expected, float[] actual, int index) {
    double error = 0;
    double norm = 0;
    for (int c = 0; c < expected.length; c++) {
      double difference = actual[index + c] - expected[c];
      error += difference * difference;
      norm += expected[c] * expected[c];
    }
    return Math.sqrt(error / norm);
  }

  private static double[] naive(
      AttentionShape shape, float[][] rows, float[] queries, int query, int seen) {
    double[] scores = new double[seen];
    double largest = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < seen; p++) {
      for (int c = 0; c < shape.cacheWidth(); c++) {
        scores[p] += (double) queries[query + c] * rows[p][c];
      }
      scores[p] *= shape.scoreScale();
      largest = Math.max(largest, scores[p]);
    }
    double total = 0;
    double[] sums = new double[shape.latent()];
    for (int p = 0; p < seen; p++) {
      double weight = Math.exp(scores[p] - largest);
      total += weight;
      for (int c = 0; c < sums.length; c++) {
        sums[c] += weight * rows[p][c];
      }
    }
    for (int c = 0; c < sums.length; c++) {
      sums[c] /= total;
    }
    return sums;
  }

  /** Rows in the middle of the cache are written, their neighbours are not. */
  private KernelCheck append(KvCacheType type, double bound) {
    AttentionShape shape = shape(2, 512, 64);
    int width = shape.cacheWidth();
    int tokens = 3;
    int first = 2;
    int context = 6;
    return new KernelCheck(
        "cache_append",
        type + ", 3 tokens",
        bound,
        bench -> {
          Random random = new Random(seed);
          MemorySegment before = cache(type, context, width, random);
          float[] rows = RandomRows.floats(tokens * width, random);
          float[] norm = RandomRows.floats(shape.latent(), random);
          float[] turns = new float[tokens * shape.rope()];
          for (int i = 0; i < turns.length; i += 2) {
            double angle = random.nextGaussian();
            turns[i] = (float) Math.cos(angle);
            turns[i + 1] = (float) Math.sin(angle);
          }
          DeviceRegion cache = bench.upload(before);
          new CacheAttention(shape, type, bench.products(ActivationForm.EXACT), 1)
              .append(
                  bench.upload(rows),
                  bench.upload(norm),
                  bench.upload(turns),
                  cache,
                  tokens,
                  first);
          MemorySegment after = bench.download(cache, before.byteSize());
          Errors errors = new Errors();
          for (int p = 0; p < context; p++) {
            int t = p - first;
            float[] actual = row(type, after, p, width);
            if (t < 0 || t >= tokens) {
              errors.add(Errors.relative(row(type, before, p, width), actual) == 0 ? 0 : 1);
            } else {
              errors.add(Errors.relative(appended(shape, rows, norm, turns, t), actual));
            }
          }
          return errors.largest();
        });
  }

  private static float[] appended(
      AttentionShape shape, float[] rows, float[] norm, float[] turns, int token) {
    int latent = shape.latent();
    int from = token * shape.cacheWidth();
    float[] out = new float[shape.cacheWidth()];
    double squares = 0;
    for (int c = 0; c < latent; c++) {
      squares += (double) rows[from + c] * rows[from + c];
    }
    for (int c = 0; c < latent; c++) {
      out[c] = (float) (rows[from + c] / Math.sqrt(squares / latent + shape.epsilon()) * norm[c]);
    }
    for (int i = 0; i < shape.rope(); i += 2) {
      double cos = turns[token * shape.rope() + i];
      double sin = turns[token * shape.rope() + i + 1];
      float a = rows[from + latent + i];
      float b = rows[from + latent + i + 1];
      out[latent + i] = (float) (a * cos - b * sin);
      out[latent + i + 1] = (float) (a * sin + b * cos);
    }
    return out;
  }
}
