package abruzzi.runtime.model;

import abruzzi.dense.DenseBackend;
import abruzzi.dense.host.HostDenseBackend;
import abruzzi.experts.ExpertEngine;
import abruzzi.experts.ExpertWeights;
import abruzzi.experts.WorkerPool;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.repack.TileDirectory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * An open model, ready to compute.
 *
 * <p>Threading: sessions may run from different threads; they take turns on the workers.
 */
public final class KimiModel implements AutoCloseable {
  private final GgufFile file;
  private final ModelConfig config;
  private final WorkerPool workers;
  private final DenseBackend backend;
  private final ExpertEngine experts;
  private final List<ExpertWeights> expertWeights;
  private final WeightCopies copies;

  private KimiModel(GgufFile file, WorkerPool workers, WeightCopies copies, LoadOptions options) {
    this.file = file;
    this.workers = workers;
    this.copies = copies;
    config = ModelConfigReader.read(file, options.yarnBetaFast());
    Kernels kernels = Kernels.select();
    WeightsReader weights = new WeightsReader(new TensorBinder(file, kernels, copies), config);
    MatrixProduct product = new MatrixProduct(kernels);
    var dense = weights.dense();
    expertWeights = Collections.unmodifiableList(weights.experts());
    backend = new HostDenseBackend(dense, workers, product);
    experts = new ExpertEngine(workers, product);
  }

  /**
   * Opens a model; weights without a copy are mapped and read as they are needed.
   *
   * @throws abruzzi.quant.gguf.GgufFormatException if the file is damaged, or no model of this kind
   */
  public static KimiModel open(Path path, LoadOptions options) {
    return open(GgufFile.open(path), options);
  }

  /**
   * Opens the model in a file that is open already.
   *
   * @param file is closed with the model, and when the model cannot be opened
   */
  public static KimiModel open(GgufFile file, LoadOptions options) {
    try {
      boolean repacked = TileDirectory.of(file).size() > 0;
      return open(file, options, options.copying().mostBytes(file.sizeBytes(), repacked));
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static KimiModel open(GgufFile file, LoadOptions options, long mostCopied) {
    WorkerPool workers = new WorkerPool(options.threads());
    WeightCopies copies = new WeightCopies(workers, mostCopied, options.copying());
    try {
      return new KimiModel(file, workers, copies, options);
    } catch (RuntimeException | Error e) {
      workers.close();
      copies.close();
      throw e;
    }
  }

  public GgufFile file() {
    return file;
  }

  /** All tensors of the file; those in tiles with the type and dimensions of their weights. */
  public List<TensorInfo> tensors() {
    return TileDirectory.of(file).tensors();
  }

  public ModelConfig config() {
    return config;
  }

  /** Bytes of weights that were copied into memory; the others are read from the mapped file. */
  public long copiedBytes() {
    return copies.bytes();
  }

  /** Bytes of the copies that are in tiles, for kernels that look up products. */
  public long tiledBytes() {
    return copies.tiledBytes();
  }

  /** Number of threads that compute. */
  public int threads() {
    return workers.count();
  }

  /** What computes the dense part. */
  public DenseBackend dense() {
    return backend;
  }

  /** What computes the routed experts. */
  public ExpertEngine experts() {
    return experts;
  }

  /** The routed experts of a layer, null when it has none. */
  public ExpertWeights expertWeights(int layer) {
    return expertWeights.get(layer);
  }

  @Override
  public void close() {
    workers.close();
    backend.close();
    copies.close();
    file.close();
  }
}
