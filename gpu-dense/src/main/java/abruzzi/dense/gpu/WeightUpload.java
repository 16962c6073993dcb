package abruzzi.dense.gpu;

import abruzzi.dense.device.ArenaPlan;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import abruzzi.dense.device.DeviceResources;
import abruzzi.dense.device.HostBuffer;
import abruzzi.quant.gguf.GgmlType;
import abruzzi.quant.kernel.Matrix;
import abruzzi.quant.kernel.MatrixLayout;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights on their way to a device: first all are planned, then memory for all is allocated, then
 * they are copied through two buffers that take turns.
 *
 * <p>Threading: one thread.
 */
final class WeightUpload {
  private static final long STAGING_BYTES = 8 << 20;

  private final ComputeDevice device;
  private final ArenaPlan plan;
  private final Map<Matrix, ArenaPlan.Slot> matrices = new LinkedHashMap<>();
  private final IdentityHashMap<float[], ArenaPlan.Slot> vectors = new IdentityHashMap<>();
  private final Map<GgmlType, ArenaPlan.Slot> grids = new EnumMap<>(GgmlType.class);
  private DeviceArena arena;
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
    if (matrix.layout() != MatrixLayout.ROWS) {
      throw new IllegalArgumentException(
          "the file is repacked into tiles, which graphics processors cannot compute with; use the"
              + " file that it was made from, or --gpu off");
    }
    if (!KernelPrograms.supports(matrix.type())) {
      throw new IllegalArgumentException(
          "type=" + matrix.type() + ", expected one that there are kernels for");
    }
    matrices.put(matrix, plan.add(matrix.sizeBytes()));
    byte[] grid = GridWords.of(matrix.type());
    if (grid.length > 0) {
      grids.computeIfAbsent(matrix.type(), type -> plan.add(grid.length));
    }
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
        Staging staging = new Staging(queue)) {
      Map<GgmlType, DeviceRegion> tables = new EnumMap<>(GgmlType.class);
      grids.forEach(
          (type, slot) ->
              tables.put(type, staging.copy(MemorySegment.ofArray(GridWords.of(type)), slot)));
      vectors.forEach(
          (vector, slot) ->
              uploadedVectors.put(vector, staging.copy(MemorySegment.ofArray(vector), slot)));
      matrices.forEach(
          (w, slot) -> {
            DeviceRegion data =
                staging.copy(w.data().asSlice(w.offsetBytes(), w.sizeBytes()), slot);
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

  /** Where a matrix lies, null for null. */
  GpuMatrix matrix(Matrix matrix) {
    return matrix == null ? null : uploaded.get(matrix);
  }

  /** Where a vector lies, null for null. */
  DeviceRegion vector(float[] vector) {
    return vector == null ? null : uploadedVectors.get(vector);
  }

  /** Two buffers that take turns. */
  private final class Staging implements DeviceResource {
    private final DeviceResources own = new DeviceResources();
    private final DeviceQueue queue;
    private final HostBuffer[] buffers = new HostBuffer[2];
    private final DeviceEvent[] copied = new DeviceEvent[2];
    private int turn;

    Staging(DeviceQueue queue) {
      this.queue = queue;
      try {
        for (int i = 0; i < buffers.length; i++) {
          buffers[i] = own.add(device.allocateHost(STAGING_BYTES));
          copied[i] = own.add(device.openEvent());
        }
      } catch (RuntimeException e) {
        own.close();
        throw e;
      }
    }

    DeviceRegion copy(MemorySegment from, ArenaPlan.Slot slot) {
      DeviceRegion region = arena.region(slot);
      for (long at = 0; at < from.byteSize(); at += STAGING_BYTES) {
        long bytes = Math.min(STAGING_BYTES, from.byteSize() - at);
        copied[turn].await();
        MemorySegment.copy(from, at, buffers[turn].memory(), 0, bytes);
        queue.upload(buffers[turn], region, at, bytes);
        queue.record(copied[turn]);
        turn = 1 - turn;
      }
      return region;
    }

    @Override
    public void close() {
      own.close();
    }
  }
}
