package abruzzi.dense.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import abruzzi.dense.AttentionShape;
import abruzzi.dense.KvCacheType;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.block.BlockEncoders;
import abruzzi.quant.block.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache and attention over it on a device against the formulas in double. */
public abstract class CacheAttentionContract {
  private static final long SEED = 4_0303;

  /** Sums of floats over thousands of positions, relative to the row's norm. */
  private static final double BOUND = 5e-6;

  /** The device under test. */
  protected abstract ComputeDevice device();

  /** Kernels that all tests of a class share. */
  protected abstract GpuKernels kernels();

  private static AttentionShape shape(int heads, int latent, int rope) {
    return new AttentionShape(64, heads, 0, latent, 24, rope, 16, 1e-6f, 0.13f);
  }

  /** A context that is filled at random, as the codecs store it. */
  private static MemorySegment cache(KvCacheType type, int context, int width, Random random) {
    MemorySegment rows = MemorySegment.ofArray(new byte[(int) type.rowBytes(width) * context]);
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

  /** Contexts around blocks and parts, heads that do not fill a tile, few and many units. */
  @ParameterizedTest
  @CsvSource({
    "F32, 1, 1, 1, 32, 32, 2",
    "F16, 64, 1, 1, 512, 64, 2",
    "F16, 64, 1, 255, 512, 64, 2",
    "F16, 64, 1, 4097, 512, 64, 2",
    "F16, 64, 1, 4097, 512, 64, 128",
    "Q8_0, 64, 1, 255, 512, 64, 16",
    "Q8_0, 5, 3, 130, 64, 32, 64",
    "F16, 5, 9, 130, 57, 30, 64",
    "F32, 3, 40, 40, 257, 6, 1",
    "F32, 7, 2, 9, 512, 2, 8",
    "F16, 4, 33, 300, 256, 32, 2",
    "F32, 13, 1, 1000, 64, 64, 64"
  })
  void attention(
      KvCacheType type, int heads, int tokens, int context, int latent, int rope, int units)
      throws Exception {
    Random random = new Random(SEED);
    AttentionShape shape = shape(heads, latent, rope);
    int width = shape.cacheWidth();
    MemorySegment cache = cache(type, context, width, random);
    float[] queries = RandomRows.floats(tokens * heads * width, random);
    for (int i = 0; i < queries.length; i++) {
      queries[i] /= (float) Math.sqrt(0.1 * width);
    }
    try (DeviceBench bench = new DeviceBench(device())) {
      GpuProducts products = new GpuProducts(kernels(), bench.queue);
      long partRows = CacheAttention.partRows(shape, tokens);
      CacheAttention.Parts parts =
          new CacheAttention.Parts(
              bench.region(partRows * latent * 4), bench.region(partRows * 2 * 4));
      DeviceRegion sums = bench.floats(tokens * heads * latent);
      new CacheAttention(shape, type, products, units)
          .attend(
              bench.upload(queries), bench.upload(cache), sums, parts, tokens, context - tokens);
      float[] actual = bench.floats(sums, tokens * heads * latent);
      for (int t = 0; t < tokens; t++) {
        int seen = context - tokens + t + 1;
        for (int h = 0; h < heads; h++) {
          int r = t * heads + h;
          double[] expected = naive(shape, type, cache, queries, r * width, seen);
          double error = 0;
          double norm = 0;
          for (int c = 0; c < latent; c++) {
            double difference = actual[r * latent + c] - expected[c];
            error += difference * difference;
            norm += expected[c] * expected[c];
          }
          double relative = Math.sqrt(error / norm);
          assertTrue(relative <= BOUND, "row " + r + ": " + relative + ", seed " + SEED);
        }
      }
    }
  }

  private static double[] naive(
      AttentionShape shape,
      KvCacheType type,
      MemorySegment cache,
      float[] queries,
      int query,
      int seen) {
    double[] scores = new double[seen];
    double largest = Double.NEGATIVE_INFINITY;
    float[][] rows = new float[seen][];
    for (int p = 0; p < seen; p++) {
      rows[p] = row(type, cache, p, shape.cacheWidth());
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
  @ParameterizedTest
  @EnumSource(KvCacheType.class)
  void appending(KvCacheType type) throws Exception {
    Random random = new Random(SEED);
    AttentionShape shape = shape(2, 512, 64);
    int width = shape.cacheWidth();
    int tokens = 3;
    MemorySegment before = cache(type, 6, width, random);
    float[] rows = RandomRows.floats(tokens * width, random);
    float[] norm = RandomRows.floats(512, random);
    float[] angles = RandomRows.floats(tokens * 32, random);
    float[] turns = new float[tokens * 64];
    for (int i = 0; i < angles.length; i++) {
      turns[2 * i] = (float) Math.cos(angles[i]);
      turns[2 * i + 1] = (float) Math.sin(angles[i]);
    }
    try (DeviceBench bench = new DeviceBench(device())) {
      GpuProducts products = new GpuProducts(kernels(), bench.queue);
      DeviceRegion cache = bench.upload(before);
      new CacheAttention(shape, type, products, 1)
          .append(bench.upload(rows), bench.upload(norm), bench.upload(turns), cache, tokens, 2);
      MemorySegment after = bench.download(cache, before.byteSize());
      for (int p = 0; p < 6; p++) {
        float[] actual = row(type, after, p, width);
        float[] expected =
            p < 2 || p > 4
                ? row(type, before, p, width)
                : appended(rows, (p - 2) * width, norm, turns, (p - 2) * 64);
        double step = type == KvCacheType.F32 ? 1e-6 : type == KvCacheType.F16 ? 0x1p-11 : 1 / 20.0;
        double bound = p < 2 || p > 4 ? 0 : step;
        for (int c = 0; c < width; c++) {
          double allowed = bound * Math.max(1, Math.abs(expected[c]));
          assertEquals(expected[c], actual[c], allowed, "position " + p + ", seed " + SEED);
        }
      }
    }
  }

  private static float[] appended(
      float[] rows, int from, float[] norm, float[] turns, int turn) {
    float[] out = new float[576];
    double squares = 0;
    for (int c = 0; c < 512; c++) {
      squares += (double) rows[from + c] * rows[from + c];
    }
    for (int c = 0; c < 512; c++) {
      out[c] = (float) (rows[from + c] / Math.sqrt(squares / 512 + 1e-6f) * norm[c]);
    }
    for (int c = 512; c < 576; c += 2) {
      double cos = turns[turn + c - 512];
      double sin = turns[turn + c - 511];
      out[c] = (float) (rows[from + c] * cos - rows[from + c + 1] * sin);
      out[c + 1] = (float) (rows[from + c] * sin + rows[from + c + 1] * cos);
    }
    return out;
  }
}
