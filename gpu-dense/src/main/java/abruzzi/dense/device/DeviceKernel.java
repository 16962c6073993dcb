package abruzzi.dense.device;

/** A kernel of a device, to be launched by its queues. */
public interface DeviceKernel {
  /** Its name in the program. */
  String name();
}
