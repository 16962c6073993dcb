package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import abruzzi.dense.device.DeviceResources;
import abruzzi.dense.device.HostBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One kind of data that goes between host and device again and again, with a host buffer of its
 * own.
 *
 * <p>Threading: belongs to one sequence.
 */
final class Exchange implements DeviceResource {
  private final DeviceResources own = new DeviceResources();
  private final HostBuffer buffer;
  private final DeviceEvent done;

  Exchange(ComputeDevice device, long bytes) {
    try {
      buffer = own.add(device.allocateHost(Math.max(1, bytes)));
      done = own.add(device.openEvent());
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Copies values to the device, in order with the queue's other work. */
  void upload(DeviceQueue queue, MemorySegment values, DeviceRegion to) {
    done.await(); // the buffer may still be read for the last time's copy
    MemorySegment.copy(values, 0, buffer.memory(), 0, values.byteSize());
    queue.upload(buffer, to, 0, values.byteSize());
    queue.record(done);
  }

  /** Stands for the last copy. */
  DeviceEvent done() {
    return done;
  }

  /** Asks for values of the device, to be read after {@link #await}. */
  void download(DeviceQueue queue, DeviceRegion from, long bytes) {
    queue.download(from, bytes, buffer);
    queue.record(done);
  }

  /** Waits until the values asked for are here. */
  void await() {
    done.await();
  }

  /** Copies what was downloaded. */
  void read(float[] to, int index, int count) {
    MemorySegment.copy(buffer.memory(), ValueLayout.JAVA_FLOAT, 0, to, index, count);
  }

  /** An integer of what was downloaded. */
  int integer(int index) {
    return buffer.memory().getAtIndex(ValueLayout.JAVA_INT, index);
  }

  /** A number of what was downloaded. */
  float real(int index) {
    return buffer.memory().getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  @Override
  public void close() {
    own.close();
  }
}
