package abruzzi.dense.gpu;

import abruzzi.dense.device.ArenaPlan;
import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceArena;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.HostBuffer;
import abruzzi.quant.kernel.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Puts arrays on a device and takes them back, each in memory of its own. */
final class DeviceBench implements AutoCloseable {
  final ComputeDevice device;
  final DeviceQueue queue;
  private final List<AutoCloseable> open = new ArrayList<>();

  DeviceBench(ComputeDevice device) {
    this.device = device;
    queue = device.openQueue();
  }

  DeviceRegion region(long bytes) {
    ArenaPlan plan = new ArenaPlan(device.info(), "a test", "ask for less");
    ArenaPlan.Slot slot = plan.add(bytes);
    DeviceArena arena = plan.allocate(device);
    open.add(arena);
    return arena.region(slot);
  }

  DeviceRegion floats(int count) {
    return region(4L * count);
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
    return new GpuMatrix(data, table, w.type(), (int) w.rows(), w.columns());
  }

  Activations activations(int elements, float... values) {
    return new Activations(upload(values), region(elements), region(elements / 2));
  }

  MemorySegment download(DeviceRegion region, long bytes) {
    try (HostBuffer host = device.allocateHost(bytes)) {
      queue.download(region, bytes, host);
      queue.finish();
      return MemorySegment.ofArray(host.memory().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  float[] floats(DeviceRegion region, int count) {
    return download(region, 4L * count).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  int[] integers(DeviceRegion region, int count) {
    return download(region, 4L * count).toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  @Override
  public void close() throws Exception {
    queue.close();
    for (AutoCloseable one : open) {
      one.close();
    }
  }
}
