package abruzzi.runtime.benchmark;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.RowView;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.Workers;
import abruzzi.runtime.synthetic.RandomWeights;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Measures the products of one storage type and layout with random weights in rows as long as
 * Kimi's.
 *
 * <p>The matrix fills the memory given and is walked through again and again, so its size decides
 * which memory is measured. All its parts hold the same weights.
 *
 * <p>Threading: one thread at a time.
 */
public final class KernelBenchmark {
  /** Room for at least one part of any storage type. */
  public static final long LEAST_BYTES = 1 << 20;

  /** Weights of a row where a matrix is wide. */
  static final int WIDE = abruzzi.profiles.KernelRate.ROW_WEIGHTS;

  /** The same where it is narrow: a block of the largest kind. */
  static final int NARROW = 256;

  private static final int MOST_ACTIVATIONS = 64;

  /** Rows of a part, where there is room: what a worker computes of an expert in one piece. */
  private static final int MOST_PART_ROWS = 256;

  /** Rows of a part, as in a file, are a multiple of this. */
  private static final int LEAST_PART_ROWS = 32;

  /** Parts of a region for each worker with one activation row, so that waiting hardly counts. */
  private static final int DECODE_PARTS = 8;

  private static final long SEED = 8611;

  /**
   * Time that goes ahead the first time, in samples: enough for the compiler to be done with the
   * kernel.
   */
  private static final int FIRST_WARM_UP = 30;

  /** The same later. */
  private static final int LATER_WARM_UP = 3;

  private static final int MOST_WARM_UP = 80;

  /** So many samples at the end of the first warm-up must bring nothing new. */
  private static final int STEADY = 5;

  private final MatrixProduct product;
  private final Matrix weights;
  private final int columns;
  private final int partRows;
  private final float[] activations;

  /** Activation rows measured before. */
  private final Set<Integer> compiled = new HashSet<>();

  /**
   * Makes the weights.
   *
   * @param layout how they lie; tiles for types that can be in tiles
   * @param memory is filled with them, at least {@link #LEAST_BYTES}; must stay alive
   * @param workers fill the memory
   */
  public KernelBenchmark(
      MatrixProduct product,
      GgmlType type,
      MatrixLayout layout,
      MemorySegment memory,
      Workers workers) {
    this(product, type, layout, WIDE, memory, workers);
  }

  /** With rows of so many weights. */
  KernelBenchmark(
      MatrixProduct product,
      GgmlType type,
      MatrixLayout layout,
      int columns,
      MemorySegment memory,
      Workers workers) {
    if (memory.byteSize() < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "memory=" + memory.byteSize() + " bytes, expected at least " + LEAST_BYTES);
    }
    this.product = product;
    this.columns = columns;
    boolean tiled = layout == MatrixLayout.TILES;
    int step = tiled ? Tiles.ROWS : LEAST_PART_ROWS;
    int most = tiled ? Tiles.PANEL_ROWS : MOST_PART_ROWS;
    Matrix one = new Matrix(memory, 0, type, step, columns, layout);
    long room = (memory.byteSize() - Tiles.PADDING_BYTES) / one.rowBytes();
    partRows = (int) Math.min(most, room & -step);
    weights = new Matrix(memory, 0, type, room / partRows * partRows, columns, layout);
    fill(workers);
    SplittableRandom random = new SplittableRandom(SEED);
    activations = new float[MOST_ACTIVATIONS * columns];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = (float) random.nextDouble(-1, 1);
    }
  }

  private void fill(Workers workers) {
    GgmlType type = weights.type();
    byte[] random = new byte[(int) (partRows * type.rowBytes(columns))];
    new RandomWeights(type, 0, 1 / Math.sqrt(columns), SEED).fill(random, random.length);
    Matrix rows = new Matrix(MemorySegment.ofArray(random), 0, type, partRows, columns);
    if (weights.layout() == MatrixLayout.TILES) {
      Tiles.write(rows, 0, partRows, weights);
    } else {
      MemorySegment.copy(rows.data(), 0, weights.data(), 0, random.length);
    }
    long bytes = partRows * weights.rowBytes();
    workers.run(
        parts() - 1,
        (part, worker) ->
            MemorySegment.copy(weights.data(), 0, weights.data(), (part + 1) * bytes, bytes));
  }

  private int parts() {
    return Math.toIntExact(weights.rows() / partRows);
  }

  /** Bytes of the matrix by its weights. */
  double bytesPerWeight() {
    return (double) weights.rowBytes() / columns;
  }

  /** Bytes of the matrix. */
  public long weightBytes() {
    return weights.sizeBytes();
  }

  /**
   * Measures the product with some activation rows.
   *
   * @param rows activation rows, 1 to 64
   * @param samples how often, at least 1; the median counts
   * @param sampleNanos how long each sample should take at least; the warm-up takes three times
   *     that, the first one thirty times, or longer while rates still rise
   */
  public KernelRate run(Workers workers, int rows, int samples, long sampleNanos) {
    if (rows < 1 || rows > MOST_ACTIVATIONS) {
      throw new IllegalArgumentException("rows=" + rows + ", expected 1 to " + MOST_ACTIVATIONS);
    }
    Walk walk = new Walk(workers, rows, KernelScratch.forWorkers(workers.count()));
    if (compiled.add(rows)) {
      walk.warmUp(FIRST_WARM_UP, STEADY, sampleNanos);
    } else {
      walk.warmUp(LATER_WARM_UP, 0, sampleNanos);
    }
    double[] rates = new double[samples];
    for (int i = 0; i < samples; i++) {
      rates[i] = walk.weightsPerSecond(sampleNanos);
    }
    double median = Samples.of(rates).median();
    return new KernelRate(
        weights.type(),
        weights.layout(),
        workers.count(),
        rows,
        median,
        median * rows,
        median * bytesPerWeight());
  }

  /**
   * Single samples, without any warm-up.
   *
   * @param scratch of each worker, which may be shared with walks that do not run at the same time
   */
  Walk walk(Workers workers, int rows, KernelScratch... scratch) {
    return new Walk(workers, rows, scratch);
  }

  /** One measurement: where it is in the matrix, and the workers' memory. */
  final class Walk {
    private final Workers workers;
    private final int rows;
    private final KernelScratch[] scratch;
    private final float[][] results;
    private final int parts = parts();
    private int next;

    private Walk(Workers workers, int rows, KernelScratch... scratch) {
      this.workers = workers;
      this.rows = rows;
      this.scratch = scratch;
      results = new float[workers.count()][rows * partRows];
    }

    /**
     * The time of so many samples, and until {@code steady} of them were not faster than the best
     * before by more than a tenth.
     */
    private void warmUp(int least, int steady, long sampleNanos) {
      double best = 0;
      int sinceBest = 0;
      long start = System.nanoTime();
      for (int i = 0; i < MOST_WARM_UP; i++) {
        if (sinceBest >= steady && System.nanoTime() - start >= least * sampleNanos) {
          return;
        }
        double rate = weightsPerSecond(sampleNanos);
        sinceBest = rate > 1.1 * best ? 0 : sinceBest + 1;
        best = Math.max(best, rate);
      }
    }

    /** Regions of one or a few parts for each worker, until the time is over. */
    double weightsPerSecond(long nanos) {
      int region = workers.count() * (rows == 1 ? DECODE_PARTS : 1);
      long start = System.nanoTime();
      long done = 0;
      long elapsed;
      do {
        workers.run(region, (part, worker) -> part((next + part) % parts, worker));
        next = (next + region) % parts;
        done += (long) region * partRows * columns;
        elapsed = System.nanoTime() - start;
      } while (elapsed < nanos);
      return done * 1e9 / elapsed;
    }

    private void part(int part, int worker) {
      product.rows(
          weights,
          (long) part * partRows,
          partRows,
          RowView.of(activations, columns),
          rows,
          RowView.of(results[worker], partRows),
          scratch[worker]);
    }
  }
}
