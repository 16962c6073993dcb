package abruzzi.runtime.benchmark;

import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.KernelScratch;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.kernel.RowView;
import abruzzi.quant.kernel.Tiles;
import abruzzi.quant.kernel.Workers;
import abruzzi.quant.memory.WeightMemory;
import abruzzi.runtime.synthetic.RandomWeights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Measures the products of one storage type with random weights in rows as long as Kimi's.
 *
 * <p>The matrix is walked through again and again, so its size decides which memory is measured.
 *
 * <p>Threading: one thread at a time. Whoever makes one closes it.
 */
public final class KernelBenchmark implements AutoCloseable {
  private static final int COLUMNS = 7168;
  private static final int MOST_ACTIVATIONS = 64;
  private static final int ROWS_OF_PART = Tiles.ROWS;
  private static final int CHUNK_ROWS = 64;
  private static final long SEED = 8611;

  /** Samples that go ahead the first time: enough for the compiler to be done with the kernel. */
  private static final int FIRST_WARM_UP = 40;

  /** Samples that go ahead later. */
  private static final int LATER_WARM_UP = 10;

  private static final int MOST_WARM_UP = 80;

  /** So many samples at the end of the warm-up must bring nothing new. */
  private static final int STEADY = 5;

  private final Arena arena = Arena.ofShared();
  private final WeightMemory copies = new WeightMemory();
  private final MatrixProduct product;
  private final Matrix weights;
  private final float[] activations;

  /** Activation rows measured before. */
  private final Set<Integer> compiled = new HashSet<>();

  /** Makes weights in rows as in a file, see the other constructor. */
  public KernelBenchmark(MatrixProduct product, GgmlType type, long bytes) {
    this(product, type, MatrixLayout.ROWS, bytes);
  }

  /**
   * Makes the weights.
   *
   * @param layout how they lie; tiles lie in large pages, as those of a model do
   * @param bytes about how many, counted in rows
   */
  public KernelBenchmark(MatrixProduct product, GgmlType type, MatrixLayout layout, long bytes) {
    this.product = product;
    long rows = Math.max(ROWS_OF_PART, bytes / type.rowBytes(COLUMNS));
    rows -= rows % ROWS_OF_PART;
    MemorySegment data = arena.allocate(rows * type.rowBytes(COLUMNS), 64);
    Matrix asInFile = new Matrix(data, 0, type, rows, COLUMNS);
    fill(asInFile);
    weights = layout == MatrixLayout.ROWS ? asInFile : tiles(asInFile);
    SplittableRandom random = new SplittableRandom(SEED);
    activations = new float[MOST_ACTIVATIONS * COLUMNS];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = (float) random.nextDouble(-1, 1);
    }
  }

  private Matrix tiles(Matrix rows) {
    long bytes = rows.rows() * Tiles.rowBytes(rows.type(), COLUMNS) + Tiles.PADDING_BYTES;
    MemorySegment data = copies.allocate(bytes);
    Matrix tiles = new Matrix(data, 0, rows.type(), rows.rows(), COLUMNS, MatrixLayout.TILES);
    Tiles.write(rows, 0, Math.toIntExact(rows.rows()), tiles);
    return tiles;
  }

  private static void fill(Matrix rows) {
    MemorySegment data = rows.data();
    RandomWeights random = new RandomWeights(rows.type(), 0, 1 / Math.sqrt(COLUMNS), SEED);
    byte[] chunk = new byte[(int) (CHUNK_ROWS * rows.rowBytes())];
    for (long at = 0; at < data.byteSize(); at += chunk.length) {
      int length = (int) Math.min(chunk.length, data.byteSize() - at);
      random.fill(chunk, length);
      MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, at, length);
    }
  }

  /**
   * Measures the product with some activation rows.
   *
   * @param rows activation rows, 1 to 64
   * @param samples how often, at least 1; the median counts
   * @param sampleNanos how long each sample should take at least; the warm-up takes ten times that,
   *     the first one forty times, or longer while rates still rise
   */
  public KernelRate run(Workers workers, int rows, int samples, long sampleNanos) {
    return run(workers, rows, samples, sampleNanos, 0);
  }

  /**
   * The same, with a first warm-up that takes at least {@code firstNanos}: the compiler takes its
   * time, however short the samples are.
   */
  public KernelRate run(Workers workers, int rows, int samples, long sampleNanos, long firstNanos) {
    if (rows < 1 || rows > MOST_ACTIVATIONS) {
      throw new IllegalArgumentException("rows=" + rows + ", expected 1 to " + MOST_ACTIVATIONS);
    }
    Walk walk = new Walk(workers, rows);
    if (compiled.add(rows)) {
      walk.weightsPerSecond(firstNanos);
      walk.warmUp(FIRST_WARM_UP, sampleNanos);
    } else {
      walk.warmUp(LATER_WARM_UP, sampleNanos);
    }
    double[] rates = new double[samples];
    for (int i = 0; i < samples; i++) {
      rates[i] = walk.weightsPerSecond(sampleNanos);
    }
    double median = Samples.of(rates).median();
    return new KernelRate(
        weights.type(),
        workers.count(),
        rows,
        median,
        median * rows,
        median * weights.rowBytes() / COLUMNS);
  }

  /** One measurement: where it is in the matrix, and the workers' memory. */
  private final class Walk {
    private final Workers workers;
    private final int rows;
    private final KernelScratch[] scratch;
    private final float[][] results;
    private final int parts = (int) (weights.rows() / ROWS_OF_PART);
    private int next;

    Walk(Workers workers, int rows) {
      this.workers = workers;
      this.rows = rows;
      scratch = KernelScratch.forWorkers(workers.count());
      results = new float[workers.count()][rows * ROWS_OF_PART];
    }

    /** Until no sample is faster than the best before by more than a tenth. */
    void warmUp(int least, long sampleNanos) {
      double best = 0;
      int sinceBest = 0;
      for (int i = 0; i < MOST_WARM_UP && (i < least || sinceBest < STEADY); i++) {
        double rate = weightsPerSecond(sampleNanos);
        sinceBest = rate > 1.1 * best ? 0 : sinceBest + 1;
        best = Math.max(best, rate);
      }
    }

    /** Regions of a few parts for each worker, until the time is over. */
    double weightsPerSecond(long nanos) {
      int region = Math.min(parts, 8 * workers.count());
      long start = System.nanoTime();
      long done = 0;
      long elapsed;
      do {
        workers.run(region, (part, worker) -> part((next + part) % parts, worker));
        next = (next + region) % parts;
        done += (long) region * ROWS_OF_PART * COLUMNS;
        elapsed = System.nanoTime() - start;
      } while (elapsed < nanos);
      return done * 1e9 / elapsed;
    }

    private void part(int part, int worker) {
      product.rows(
          weights,
          (long) part * ROWS_OF_PART,
          ROWS_OF_PART,
          RowView.of(activations, COLUMNS),
          rows,
          RowView.of(results[worker], ROWS_OF_PART),
          scratch[worker]);
    }
  }

  @Override
  public void close() {
    copies.close();
    arena.close();
  }
}
