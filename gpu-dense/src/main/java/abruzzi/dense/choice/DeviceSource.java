package abruzzi.dense.choice;

/** Where a device comes from. */
public interface DeviceSource {
  /**
   * Looks for a device.
   *
   * @throws abruzzi.dense.device.DeviceException if there must be one and is none
   */
  DeviceSearch find();

  /** Whether the processors may take over when a device does not do, or fails. */
  boolean mayFallBack();
}
