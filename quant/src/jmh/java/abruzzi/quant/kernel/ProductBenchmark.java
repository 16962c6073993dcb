package abruzzi.quant.kernel;

import abruzzi.quant.gguf.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Products of 256 rows as long as Kimi K2's, for each storage type, layout and number of activation
 * rows; the score is weights per nanosecond. Each thread walks through weights of its own.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:LoopUnrollLimit=200"})
@State(Scope.Thread)
public class ProductBenchmark {
  private static final int COLUMNS = 7168;
  private static final int ROWS = 256;
  private static final long SEED = 8611;

  /** Storage type and layout, as in {@code Q4_K/TILES}. */
  @Param("Q4_K/ROWS")
  public String weights;

  /** Activation rows: 1 is decode. */
  @Param({"1", "64"})
  public int tokens;

  /** MiB of weights; less than 256 rows become 256. */
  @Param("1")
  public int mib;

  private final Arena arena = Arena.ofShared();
  private final MatrixProduct product = new MatrixProduct(Kernels.select());
  private final KernelScratch scratch = new KernelScratch();
  private Matrix matrix;
  private RowView x;
  private RowView y;
  private long next;

  /** Makes weights and activations. */
  @Setup
  public void fill() {
    String[] parts = weights.split("/", -1);
    GgmlType type = GgmlType.valueOf(parts[0]);
    MatrixLayout layout = MatrixLayout.valueOf(parts[1]);
    Random random = new Random(SEED);
    byte[] bytes = RandomBlocks.tame(type, (int) ((long) ROWS * COLUMNS / type.blockElements()), random);
    Matrix rows = new Matrix(MemorySegment.ofArray(bytes), 0, type, ROWS, COLUMNS);
    long tileBytes = layout == MatrixLayout.TILES ? Tiles.rowBytes(type, COLUMNS) * ROWS : bytes.length;
    long copies = Math.max(1, ((long) mib << 20) / tileBytes);
    MemorySegment data = arena.allocate(copies * tileBytes + Tiles.PADDING_BYTES, 64);
    matrix = new Matrix(data, 0, type, copies * ROWS, COLUMNS, layout);
    for (long i = 0; i < copies; i++) {
      if (layout == MatrixLayout.TILES) {
        Tiles.write(rows, 0, ROWS, matrix.slice(i * ROWS, ROWS));
      } else {
        MemorySegment.copy(rows.data(), 0, data, i * tileBytes, tileBytes);
      }
    }
    float[] activations = new float[tokens * COLUMNS];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = (float) random.nextGaussian();
    }
    x = RowView.of(activations, COLUMNS);
    y = RowView.of(new float[tokens * ROWS], ROWS);
  }

  /** The next 256 rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS * COLUMNS)
  public float[] rows() {
    product.rows(matrix, next, ROWS, x, tokens, y, scratch);
    next = next + ROWS == matrix.rows() ? 0 : next + ROWS;
    return y.values();
  }

  /** Frees the weights. */
  @TearDown
  public void free() {
    arena.close();
  }
}
