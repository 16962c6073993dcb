package abruzzi.dense.device;

/**
 * An open device.
 *
 * <p>Threading: all methods may be called from any thread. Whoever opens something of it closes it,
 * before the device.
 */
public interface ComputeDevice extends DeviceResource {
  /** What is known of the device. */
  DeviceInfo info();

  /** Memory that could be allocated now, as far as the driver tells. */
  long freeBytes();

  /** Memory allocated here and not yet closed. */
  long allocatedBytes();

  /**
   * Allocates memory on the device.
   *
   * @param bytes at most {@link DeviceInfo#mostAllocationBytes()}
   * @throws DeviceException if the driver refuses
   */
  DeviceBlock allocate(long bytes);

  /** Memory of the host that the device copies from and to without the driver's help. */
  HostBuffer allocateHost(long bytes);

  /**
   * A kernel, ready to be launched; the program is built when it is first asked for.
   *
   * @param groupItems work-items of one of its groups
   */
  DeviceKernel kernel(DeviceProgram program, String name, int groupItems);

  /** A queue of its own, which works in order. */
  DeviceQueue openQueue();

  /** An event that nothing has been recorded in. */
  DeviceEvent openEvent();

  /** Gives the device back, programs and kernels with it. */
  @Override
  void close();
}
