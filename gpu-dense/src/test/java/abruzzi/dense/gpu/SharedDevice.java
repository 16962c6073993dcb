package abruzzi.dense.gpu;

import abruzzi.dense.device.ComputeDevice;
import abruzzi.dense.device.DeviceBlock;
import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceInfo;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceProgram;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.HostBuffer;

/** A device that stays open when a backend closes it: building its programs takes long. */
public class SharedDevice implements ComputeDevice {
  private final ComputeDevice device;

  public SharedDevice(ComputeDevice device) {
    this.device = device;
  }

  @Override
  public DeviceInfo info() {
    return device.info();
  }

  @Override
  public long freeBytes() {
    return device.freeBytes();
  }

  @Override
  public long allocatedBytes() {
    return device.allocatedBytes();
  }

  @Override
  public DeviceBlock allocate(long bytes) {
    return device.allocate(bytes);
  }

  @Override
  public HostBuffer allocateHost(long bytes) {
    return device.allocateHost(bytes);
  }

  @Override
  public DeviceKernel kernel(DeviceProgram program, String name, int groupItems) {
    return device.kernel(program, name, groupItems);
  }

  @Override
  public DeviceQueue openQueue() {
    return device.openQueue();
  }

  @Override
  public DeviceEvent openEvent() {
    return device.openEvent();
  }

  @Override
  public void close() {}
}
