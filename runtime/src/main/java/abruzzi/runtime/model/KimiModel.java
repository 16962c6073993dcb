package abruzzi.runtime.model;

import abruzzi.dense.DenseBackend;
import abruzzi.dense.DenseModel;
import abruzzi.dense.ResidentExpert;
import abruzzi.dense.choice.DeviceSearch;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceException;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.gpu.GpuDenseBackend;
import abruzzi.dense.host.HostDenseBackend;
import abruzzi.experts.ExpertEngine;
import abruzzi.experts.ExpertWeights;
import abruzzi.experts.WorkerPool;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixProduct;
import abruzzi.quant.repack.TileDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open model, ready to compute.
 *
 * <p>Threading: sessions may run from different threads; they take turns on the workers.
 */
public final class KimiModel implements AutoCloseable {
  private static final Logger LOG = System.getLogger(KimiModel.class.getName());

  private final GgufFile file;
  private final ModelConfig config;
  private WorkerPool workers;
  private final DenseModel dense;
  private final MatrixProduct product;
  private final boolean mayFallBack;
  private final String hostReason;
  private DenseBackend backend;
  private DenseBackend lost;
  private ExpertEngine experts;
  private final List<ExpertWeights> expertWeights;
  private final WeightCopies copies;

  private KimiModel(
      GgufFile file,
      WorkerPool workers,
      WeightCopies copies,
      DeviceSearch search,
      LoadOptions options) {
    this.file = file;
    this.workers = workers;
    this.copies = copies;
    mayFallBack = options.device().source().mayFallBack();
    config = ModelConfigReader.read(file, options.yarnBetaFast());
    Kernels kernels = Kernels.starting();
    // what goes to a device is read from the file and not needed in memory afterwards
    boolean onHost = search.device().isEmpty();
    MatrixPlacement forDense = onHost ? copies : (name, matrix, tiles) -> matrix;
    Map<String, Matrix> replaced = options.products().replaced();
    dense = new WeightsReader(new TensorBinder(file, kernels, forDense, replaced), config).dense();
    expertWeights =
        Collections.unmodifiableList(
            new WeightsReader(new TensorBinder(file, kernels, copies, replaced), config).experts());
    product =
        new MatrixProduct(
            kernels, options.products().rounded(), options.products().observer().apply(file));
    experts = new ExpertEngine(workers, product);
    backend = search.device().map(device -> onDevice(device, options)).orElseGet(this::onHost);
    hostReason = search.reason();
  }

  /**
   * Opens a model; weights without a copy are mapped and read as they are needed.
   *
   * @throws abruzzi.quant.gguf.GgufFormatException if the file is damaged, or no model of this kind
   * @throws DeviceException if a device was asked for and does not do
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
    WorkerPool workers = options.workers().start();
    WeightCopies copies =
        new WeightCopies(workers, mostCopied, options.largePages(), options.copying());
    Optional<ComputeDevice> device = Optional.empty();
    try {
      DeviceSearch search = options.device().source().find();
      device = search.device();
      return new KimiModel(file, workers, copies, search, options);
    } catch (RuntimeException | Error e) {
      device.ifPresent(ComputeDevice::close);
      workers.close();
      copies.close();
      throw e;
    }
  }

  private DenseBackend onHost() {
    return new HostDenseBackend(dense, workers, product);
  }

  /**
   * Computes with other workers from now on; the weights stay where they are. No session may be
   * open.
   */
  public synchronized void replaceWorkers(WorkerOptions options) {
    WorkerPool next = options.start();
    workers.close();
    workers = next;
    experts = new ExpertEngine(workers, product);
    if (backend instanceof HostDenseBackend) {
      backend = onHost();
    }
  }

  /** The experts that are to be computed on the device, as they lie in the file. */
  private List<ResidentExpert> residents(LoadOptions options) {
    ExpertList wanted = options.device().experts();
    if (wanted.isEmpty()) {
      return List.of();
    }
    MatrixPlacement inFile = (name, matrix, tiles) -> matrix;
    TensorBinder tensors = new TensorBinder(file, Kernels.select(), inFile, Map.of());
    return wanted.of(new WeightsReader(tensors, config).experts());
  }

  private DenseBackend onDevice(ComputeDevice device, LoadOptions options) {
    try {
      return new GpuDenseBackend(device, dense, residents(options), options.device().activations());
    } catch (DeviceException | IllegalArgumentException e) {
      if (!mayFallBack) {
        throw e;
      }
      LOG.log(Level.WARNING, "{0}; computing on the processors", e.getMessage());
      return onHost();
    }
  }

  /**
   * Takes the dense part back to the processors after a device has failed, if the user left the
   * choice to us. Sequences that were open on the device stay closable.
   *
   * @return whether {@link #dense()} is now another one
   */
  public synchronized boolean fallBack(DeviceException failure) {
    if (!mayFallBack) {
      return false;
    }
    if (lost == null) {
      LOG.log(Level.WARNING, "{0}; going on with the processors", failure.getMessage());
      lost = backend;
      backend = onHost();
    }
    return true;
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
  public synchronized int threads() {
    return workers.count();
  }

  /** What computes the dense part. */
  public synchronized DenseBackend dense() {
    return backend;
  }

  /** The graphics processor that computes it, if one does. */
  public synchronized Optional<DeviceInfo> device() {
    return backend instanceof GpuDenseBackend gpu
        ? Optional.of(gpu.device().info())
        : Optional.empty();
  }

  /** Why no graphics processor computes it, empty where one does. */
  public String hostReason() {
    return hostReason;
  }

  /** What computes the routed experts. */
  public synchronized ExpertEngine experts() {
    return experts;
  }

  /** The routed experts of a layer, null when it has none. */
  public ExpertWeights expertWeights(int layer) {
    return expertWeights.get(layer);
  }

  @Override
  public synchronized void close() {
    workers.close();
    try (file;
        copies) {
      if (lost != null) {
        closeLost();
      }
      backend.close();
    }
  }

  private void closeLost() {
    try {
      lost.close();
    } catch (DeviceException e) {
      LOG.log(Level.DEBUG, "a device that failed before was closed", e);
    }
  }
}
