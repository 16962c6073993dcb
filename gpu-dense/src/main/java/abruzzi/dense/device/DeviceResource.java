package abruzzi.dense.device;

/** Something of a device that is given back. */
public interface DeviceResource extends AutoCloseable {
  /**
   * Gives it back; closing again does nothing.
   *
   * @throws DeviceException if the driver says that something is wrong; it is given back even so
   */
  @Override
  void close();
}
