package abruzzi.runtime.sensitivity;

import abruzzi.dense.KvCacheType;
import abruzzi.experts.WorkerPool;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.gguf.GgufFile;
import abruzzi.quant.gguf.TensorInfo;
import abruzzi.quant.imatrix.ImportanceMatrix;
import abruzzi.quant.kernel.Kernels;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.quantize.QuantizedFile;
import abruzzi.quant.quantize.RowQuantizer;
import abruzzi.runtime.evaluation.BaseLogits;
import abruzzi.runtime.evaluation.Evaluation;
import abruzzi.runtime.evaluation.TextWindows;
import abruzzi.runtime.model.KimiModel;
import abruzzi.runtime.model.LoadOptions;
import abruzzi.runtime.model.ProductOptions;
import abruzzi.runtime.session.Session;
import abruzzi.runtime.session.SessionOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Measures how far a model's predictions move when one group of its tensors is quantized and all
 * others stay as they are. Losses of groups nearly add up as long as they are small, so that those
 * of all groups tell the loss of any choice of types.
 *
 * <p>Each group is measured in a few types only; the others follow from the errors of its weights.
 *
 * <p>Threading: one thread at a time.
 */
public final class Sensitivity {
  /** Types that a budget is spent on: those of fewest bits for their error, and their likes. */
  public static final List<GgmlType> CANDIDATES =
      List.of(
          GgmlType.IQ1_S,
          GgmlType.IQ1_M,
          GgmlType.IQ2_XXS,
          GgmlType.IQ2_XS,
          GgmlType.IQ2_S,
          GgmlType.Q2_K,
          GgmlType.IQ3_XXS,
          GgmlType.IQ3_S,
          GgmlType.Q3_K,
          GgmlType.IQ4_XS,
          GgmlType.Q4_K,
          GgmlType.Q5_K,
          GgmlType.Q6_K,
          GgmlType.Q8_0);

  /** Types that are measured. */
  static final List<GgmlType> PROBES = List.of(GgmlType.IQ1_M, GgmlType.IQ2_S, GgmlType.IQ4_XS);

  private final GgufFile file;
  private final ImportanceMatrix importance;
  private final TextWindows text;
  private final int threads;

  /**
   * Prepares measurements.
   *
   * @param file the model, of as many bits as there are; stays open
   * @param importance of the inputs, or null
   * @param text windows to read
   */
  public Sensitivity(GgufFile file, ImportanceMatrix importance, TextWindows text, int threads) {
    this.file = file;
    this.importance = importance;
    this.text = text;
    this.threads = threads;
  }

  /** How many measurements these groups ask for. */
  public static int measurements(List<TensorGroup> groups) {
    return groups.size() * PROBES.size();
  }

  /**
   * Measures what a table lacks.
   *
   * @param base file for the predictions of the model itself; removed at the end
   * @param done is told how many of the {@link #measurements} are known
   */
  public void complete(
      SensitivityTable table, List<TensorGroup> groups, Path base, IntConsumer done)
      throws IOException {
    SensitivityTable.Heading about = table.heading();
    String title = about.model() + "-" + about.text();
    try (BaseLogits logits =
        BaseLogits.openOrCreate(base, title, vocabulary(), text.windowTokens())) {
      with(Map.of(), evaluation -> evaluation.save(logits));
      int known = 0;
      for (TensorGroup group : groups) {
        if (table.errors(group.name()).isEmpty()) {
          table.addErrors(group.name(), errors(group));
        }
        for (GgmlType type : PROBES) {
          if (!table.losses(group.name()).containsKey(type)) {
            table.addLoss(group.name(), type, loss(group, type, logits));
          }
          done.accept(++known);
        }
      }
    }
    Files.delete(base);
  }

  private int vocabulary() {
    return Math.toIntExact(file.tensor("token_embd.weight").orElseThrow().dim(1));
  }

  private Map<GgmlType, Double> errors(TensorGroup group) {
    Map<GgmlType, Double> errors = new EnumMap<>(GgmlType.class);
    try (WorkerPool workers = new WorkerPool(threads)) {
      WeightedError error = new WeightedError(file, workers);
      for (GgmlType type : CANDIDATES) {
        double sum = 0;
        long elements = 0;
        for (TensorInfo tensor : group.tensors()) {
          var squares = importance == null ? null : importance.of(tensor.name()).orElse(null);
          GgmlType own = TensorGroup.type(tensor, type);
          sum += error.of(tensor, own, squares) * tensor.elements();
          elements += tensor.elements();
        }
        errors.put(type, sum / elements);
      }
    }
    return errors;
  }

  private double loss(TensorGroup group, GgmlType type, BaseLogits logits) throws IOException {
    try (Arena memory = Arena.ofShared()) {
      double[] loss = new double[1];
      with(
          quantized(group, type, memory),
          evaluation -> loss[0] = evaluation.against(logits).divergence().meanKld());
      return loss[0];
    }
  }

  /** The group's matrices in a type. */
  private Map<String, Matrix> quantized(TensorGroup group, GgmlType type, Arena memory) {
    Map<String, GgmlType> types = group.types(type);
    QuantizedFile copy =
        new QuantizedFile(file, types, importance, RowQuantizer.Method.SEARCH, Kernels.select());
    Map<String, Matrix> matrices = new HashMap<>();
    try (WorkerPool workers = new WorkerPool(threads)) {
      for (TensorInfo tensor : group.tensors()) {
        GgmlType own = types.get(tensor.name());
        int columns = Math.toIntExact(tensor.dim(0));
        MemorySegment data = memory.allocate(own.rowBytes(tensor.elements()), 64);
        copy.quantize(tensor, workers, data);
        matrices.put(tensor.name(), new Matrix(data, 0, own, tensor.elements() / columns, columns));
      }
    }
    return matrices;
  }

  /** Work with an evaluation. */
  private interface Work {
    void with(Evaluation evaluation) throws IOException;
  }

  private void with(Map<String, Matrix> replaced, Work work) throws IOException {
    LoadOptions options =
        LoadOptions.threads(threads).withProducts(ProductOptions.replaced(replaced));
    SessionOptions windows =
        SessionOptions.defaults().withContext(text.windowTokens()).withCache(KvCacheType.F32);
    try (KimiModel model = KimiModel.open(file.paths().get(0), options);
        Session session = Session.open(model, windows)) {
      work.with(new Evaluation(session, text, (count, all, perplexity) -> {}));
    }
  }
}
