package abruzzi.dense.device;

/**
 * Work for a device, done in order. Calls return before it is done.
 *
 * <p>Threading: one thread at a time.
 */
public interface DeviceQueue extends DeviceResource {
  /** Copies the first {@code bytes} of a host buffer, which must stay as it is until then. */
  void upload(HostBuffer from, DeviceRegion to, long toOffsetBytes, long bytes);

  /** Copies to the beginning of a host buffer. */
  void download(DeviceRegion from, long bytes, HostBuffer to);

  /** Copies within the device. */
  void copy(DeviceRegion from, DeviceRegion to, long bytes);

  /**
   * Runs a kernel over {@code x * y * z} groups. The arguments may be changed afterwards.
   *
   * @throws DeviceException if the driver refuses
   */
  void launch(DeviceKernel kernel, KernelArguments arguments, int x, int y, int z);

  /** Makes an event stand for the work so far. */
  void record(DeviceEvent event);

  /** Lets later work of this queue begin only after an event. */
  void waitFor(DeviceEvent event);

  /**
   * Makes sure that the device has begun with what is in the queue, or will without being asked.
   */
  void flush();

  /** Waits for all work. */
  void finish();
}
