package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceEvent;
import abruzzi.dense.device.DeviceKernel;
import abruzzi.dense.device.DeviceQueue;
import abruzzi.dense.device.DeviceRegion;
import abruzzi.dense.device.HostBuffer;
import abruzzi.dense.device.KernelArguments;

/** A queue that counts what is launched. */
final class CountingQueue implements DeviceQueue {
  private final DeviceQueue queue;
  private int launches;
  private int uploads;

  CountingQueue(DeviceQueue queue) {
    this.queue = queue;
  }

  int launches() {
    return launches;
  }

  int uploads() {
    return uploads;
  }

  @Override
  public void upload(HostBuffer from, DeviceRegion to, long toOffsetBytes, long bytes) {
    uploads++;
    queue.upload(from, to, toOffsetBytes, bytes);
  }

  @Override
  public void download(DeviceRegion from, long bytes, HostBuffer to) {
    queue.download(from, bytes, to);
  }

  @Override
  public void copy(DeviceRegion from, DeviceRegion to, long bytes) {
    queue.copy(from, to, bytes);
  }

  @Override
  public void launch(DeviceKernel kernel, KernelArguments arguments, int x, int y, int z) {
    launches++;
    queue.launch(kernel, arguments, x, y, z);
  }

  @Override
  public void record(DeviceEvent event) {
    queue.record(event);
  }

  @Override
  public void waitFor(DeviceEvent event) {
    queue.waitFor(event);
  }

  @Override
  public void flush() {
    queue.flush();
  }

  @Override
  public void finish() {
    queue.finish();
  }

  @Override
  public void close() {
    queue.close();
  }
}
