package abruzzi.dense.gpu;

import abruzzi.dense.device.ArenaPlan;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights on their way to a device: first all are planned, then memory for all is allocated, then
 * they are copied through two buffers that take turns.
 *
 * <p>Threading: one thread.
 */
final class WeightUpload {
  private final ComputeDevice device;
  private final ArenaPlan plan;
  private final Map<Matrix, ArenaPlan.Slot> matrices = new LinkedHashMap<>();
  private final IdentityHashMap<float[], ArenaPlan.Slot> vectors = new IdentityHashMap<>();
  private final Map<Together, List<DeviceRegion>> together = new LinkedHashMap<>();
  private final Map<GgmlType, ArenaPlan.Slot> grids = new EnumMap<>(GgmlType.class);
  private DeviceArena arena;
  private final Map<GgmlType, DeviceRegion> tables = new EnumMap<>(GgmlType.class);
  private final Map<Matrix, GpuMatrix> uploaded = new LinkedHashMap<>();
  private final IdentityHashMap<float[], DeviceRegion> uploadedVectors = new IdentityHashMap<>();

  WeightUpload(ComputeDevice device, String what, String advice) {
    this.device = device;
    plan = new ArenaPlan(device.info(), what, advice);
  }

  /** Plans a matrix; null and what is planned already are passed over. */
  void add(Matrix matrix) {
    if (matrix == null || matrices.containsKey(matrix)) {
      return;
    }
    check(matrix);
    matrices.put(matrix, plan.add(matrix.sizeBytes()));
    addGrid(matrix.type());
  }

  private static void check(Matrix matrix) {
    if (matrix.layout() != MatrixLayout.ROWS) {
      throw new IllegalArgumentException(
          "the file is repacked into tiles, which graphics processors cannot compute with; use the"
              + " file that it was made from, or --gpu off");
    }
    if (!KernelPrograms.supports(matrix.type())) {
      throw new IllegalArgumentException(
          "type=" + matrix.type() + ", expected one that there are kernels for");
    }
  }

  private void addGrid(GgmlType wanted) {
    byte[] grid = GridWords.of(wanted);
    if (grid.length > 0) {
      grids.computeIfAbsent(wanted, type -> plan.add(grid.length));
    }
  }

  /**
   * Matrices that lie back to back.
   *
   * @param parts where, {@code partMatrices} in each but the last
   */
  record Together(List<Matrix> matrices, int partMatrices, List<ArenaPlan.Slot> parts) {}

  /**
   * Plans matrices back to back, as many of them together as the device allocates at once.
   *
   * @throws IllegalArgumentException if they are not of one type and shape
   */
  Together addTogether(List<Matrix> alike) {
    Matrix first = alike.get(0);
    for (Matrix matrix : alike) {
      check(matrix);
      if (matrix.type() != first.type()
          || matrix.rows() != first.rows()
          || matrix.columns() != first.columns()) {
        throw new IllegalArgumentException(
            "expert of %s [%d, %d], expected %s [%d, %d] as another of its layer"
                .formatted(
                    matrix.type(),
                    matrix.rows(),
                    matrix.columns(),
                    first.type(),
                    first.rows(),
                    first.columns()));
      }
    }
    long most = Math.max(1, plan.largestBytes() / first.sizeBytes());
    int each = (int) Math.min(most, alike.size());
    List<ArenaPlan.Slot> parts = new ArrayList<>();
    for (int from = 0; from < alike.size(); from += each) {
      int count = Math.min(each, alike.size() - from);
      parts.add(plan.add(count * first.sizeBytes()));
    }
    addGrid(first.type());
    Together planned = new Together(List.copyOf(alike), each, parts);
    together.put(planned, List.of());
    return planned;
  }

  /** Plans a vector, or nothing for null. */
  void add(float[] vector) {
    if (vector != null) {
      vectors.computeIfAbsent(vector, v -> plan.add((long) v.length * Float.BYTES));
    }
  }

  /** Bytes planned. */
  long bytes() {
    return plan.totalBytes();
  }

  /**
   * Allocates memory and copies everything.
   *
   * @return the memory, which the caller frees
   */
  DeviceArena run() {
    arena = plan.allocate(device);
    try (DeviceQueue queue = device.openQueue();
        Staging staging = new Staging(device, queue)) {
      grids.forEach(
          (type, slot) ->
              tables.put(type, copy(staging, MemorySegment.ofArray(GridWords.of(type)), slot)));
      together.replaceAll((planned, none) -> copy(staging, planned));
      vectors.forEach(
          (vector, slot) ->
              uploadedVectors.put(vector, copy(staging, MemorySegment.ofArray(vector), slot)));
      matrices.forEach(
          (w, slot) -> {
            DeviceRegion data = copy(staging, bytes(w), slot);
            DeviceRegion grid = tables.getOrDefault(w.type(), data);
            uploaded.put(
                w, new GpuMatrix(data, grid, w.type(), Math.toIntExact(w.rows()), w.columns()));
          });
      queue.finish();
      return arena;
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment bytes(Matrix w) {
    return w.data().asSlice(w.offsetBytes(), w.sizeBytes());
  }

  private DeviceRegion copy(Staging staging, MemorySegment from, ArenaPlan.Slot slot) {
    DeviceRegion region = arena.region(slot);
    staging.copy(from, region, 0);
    return region;
  }

  private List<DeviceRegion> copy(Staging staging, Together planned) {
    List<DeviceRegion> parts = planned.parts.stream().map(arena::region).toList();
    for (int i = 0; i < planned.matrices.size(); i++) {
      Matrix w = planned.matrices.get(i);
      long offset = i % planned.partMatrices * w.sizeBytes();
      staging.copy(bytes(w), parts.get(i / planned.partMatrices), offset);
    }
    return parts;
  }

  /** Where matrices lie that were planned together. */
  ExpertMatrices experts(Together planned) {
    List<DeviceRegion> parts = together.get(planned);
    Matrix w = planned.matrices.get(0);
    return new ExpertMatrices(
        parts,
        planned.partMatrices,
        tables.getOrDefault(w.type(), parts.get(0)),
        w.type(),
        Math.toIntExact(w.rows()),
        w.columns());
  }

  /** Where a matrix lies, null for null. */
  GpuMatrix matrix(Matrix matrix) {
    return matrix == null ? null : uploaded.get(matrix);
  }

  /** Where a vector lies, null for null. */
  DeviceRegion vector(float[] vector) {
    return vector == null ? null : uploadedVectors.get(vector);
  }
}
