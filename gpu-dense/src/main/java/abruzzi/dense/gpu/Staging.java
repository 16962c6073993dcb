package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.DeviceResource;
import abruzzi.dense.device.DeviceResources;
import abruzzi.dense.device.HostBuffer;
import java.lang.foreign.MemorySegment;

/**
 * Copies to a device through two buffers that take turns.
 *
 * <p>Threading: one thread.
 */
final class Staging implements DeviceResource {
  private static final long BYTES = 8 << 20;

  private final DeviceResources own = new DeviceResources();
  private final DeviceQueue queue;
  private final HostBuffer[] buffers = new HostBuffer[2];
  private final DeviceEvent[] copied = new DeviceEvent[2];
  private int turn;

  /**
   * @param queue that is finished before this is closed
   */
  Staging(ComputeDevice device, DeviceQueue queue) {
    this.queue = queue;
    try {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = own.add(device.allocateHost(BYTES));
        copied[i] = own.add(device.openEvent());
      }
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Copies all of some memory. */
  void copy(MemorySegment from, DeviceRegion to, long toOffsetBytes) {
    for (long at = 0; at < from.byteSize(); at += BYTES) {
      long bytes = Math.min(BYTES, from.byteSize() - at);
      copied[turn].await();
      MemorySegment.copy(from, at, buffers[turn].memory(), 0, bytes);
      queue.upload(buffers[turn], to, toOffsetBytes + at, bytes);
      queue.record(copied[turn]);
      turn = 1 - turn;
    }
  }

  @Override
  public void close() {
    own.close();
  }
}
