package abruzzi.dense.gpu;

import abruzzi.dense.device.ArenaPlan;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import abruzzi.dense.device.DeviceResources;
import abruzzi.dense.device.HostBuffer;
import abruzzi.quant.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts arrays on a device for a check, each in memory of its own, and takes results back.
 *
 * <p>Threading: one thread at a time.
 */
final class CheckBench implements DeviceResource {
  private static final String ADVICE = "close other programs that use it";

  private final ComputeDevice device;
  private final GpuKernels exact;
  private final GpuKernels rounded;
  private final DeviceResources own = new DeviceResources();
  private final DeviceQueue queue;

  CheckBench(GpuKernels exact, GpuKernels rounded) {
    device = exact.device();
    this.exact = exact;
    this.rounded = rounded;
    queue = own.add(device.openQueue());
  }

  ComputeDevice device() {
    return device;
  }

  DeviceQueue queue() {
    return queue;
  }

  /** Launches kernels for activations of a form. */
  GpuProducts products(ActivationForm form) {
    return new GpuProducts(form == ActivationForm.EXACT ? exact : rounded, queue);
  }

  DeviceRegion region(long bytes) {
    ArenaPlan plan = new ArenaPlan(device.info(), "the data of a check", ADVICE);
    ArenaPlan.Slot slot = plan.add(bytes);
    return own.add(plan.allocate(device)).region(slot);
  }

  DeviceRegion floats(int count) {
    return region((long) count * Float.BYTES);
  }

  DeviceRegion upload(MemorySegment values) {
    DeviceRegion region = region(values.byteSize());
    try (HostBuffer host = device.allocateHost(Math.max(1, values.byteSize()))) {
      host.memory().copyFrom(values);
      queue.upload(host, region, 0, values.byteSize());
      queue.finish();
    }
    return region;
  }

  DeviceRegion upload(float... values) {
    return upload(MemorySegment.ofArray(values));
  }

  DeviceRegion upload(int... values) {
    return upload(MemorySegment.ofArray(values));
  }

  GpuMatrix upload(Matrix w) {
    DeviceRegion data = upload(w.data().asSlice(w.offsetBytes(), w.sizeBytes()));
    byte[] grid = GridWords.of(w.type());
    DeviceRegion table = grid.length == 0 ? data : upload(MemorySegment.ofArray(grid));
    return new GpuMatrix(data, table, w.type(), Math.toIntExact(w.rows()), w.columns());
  }

  /** Matrices of one type and shape, so many of them in a part. */
  ExpertMatrices upload(List<Matrix> matrices, int partExperts) {
    List<DeviceRegion> parts = new ArrayList<>();
    for (int from = 0; from < matrices.size(); from += partExperts) {
      int count = Math.min(partExperts, matrices.size() - from);
      Matrix w = matrices.get(from);
      MemorySegment bytes = MemorySegment.ofArray(new byte[(int) (count * w.sizeBytes())]);
      for (int i = 0; i < count; i++) {
        Matrix one = matrices.get(from + i);
        MemorySegment.copy(
            one.data(), one.offsetBytes(), bytes, i * one.sizeBytes(), one.sizeBytes());
      }
      parts.add(upload(bytes));
    }
    Matrix w = matrices.get(0);
    byte[] grid = GridWords.of(w.type());
    DeviceRegion table = grid.length == 0 ? parts.get(0) : upload(MemorySegment.ofArray(grid));
    return new ExpertMatrices(
        parts, partExperts, table, w.type(), Math.toIntExact(w.rows()), w.columns());
  }

  /** Activations of so many elements at most, beginning with some values. */
  Activations activations(int elements, float... values) {
    DeviceRegion floats = values.length == elements ? upload(values) : floats(elements);
    return new Activations(floats, region(elements), region(elements / 2));
  }

  MemorySegment download(DeviceRegion region, long bytes) {
    try (HostBuffer host = device.allocateHost(bytes)) {
      queue.download(region, bytes, host);
      queue.finish();
      return MemorySegment.ofArray(host.memory().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  float[] floats(DeviceRegion region, int count) {
    return download(region, (long) count * Float.BYTES).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  int[] integers(DeviceRegion region, int count) {
    return download(region, (long) count * Integer.BYTES).toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  @Override
  public void close() {
    own.close();
  }
}
