package abruzzi.dense.device;

/** A device, or its driver, did not do what it was told. */
public class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Describes the failure in one line. */
  public DeviceException(String message) {
    super(message);
  }

  /**
   * Describes a failed call.
   *
   * @param device label of the device
   * @param call name of the driver's function, with the sizes that matter
   * @param code what it returned
   * @param codeName the driver's name for that
   */
  public DeviceException(String device, String call, int code, String codeName) {
    super(device + ": " + call + " failed with " + codeName + " (" + code + ")");
  }
}
