package abruzzi.dense.device;

/** A point in a queue's work. It may be recorded again and again. */
public interface DeviceEvent extends DeviceResource {
  /**
   * Waits until the device has come to the last recorded point; returns at once if there is none.
   *
   * @throws DeviceException if the work before it failed
   */
  void await();
}
