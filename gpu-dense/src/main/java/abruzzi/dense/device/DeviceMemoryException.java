package abruzzi.dense.device;

/** What should be stored on a device does not fit. */
public final class DeviceMemoryException extends DeviceException {
  private static final long serialVersionUID = 1L;

  private final long needBytes;
  private final long haveBytes;

  /**
   * Describes the lack.
   *
   * @param device label of the device
   * @param what is to be stored
   * @param needBytes how much that is
   * @param haveBytes how much is free
   * @param advice what to change
   */
  public DeviceMemoryException(
      String device, String what, long needBytes, long haveBytes, String advice) {
    super(
        device
            + ": "
            + what
            + " need "
            + mebibytes(needBytes)
            + " MiB of device memory and it has "
            + haveBytes / (1 << 20)
            + " MiB free; "
            + advice);
    this.needBytes = needBytes;
    this.haveBytes = haveBytes;
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) / (1 << 20);
  }

  public long needBytes() {
    return needBytes;
  }

  public long haveBytes() {
    return haveBytes;
  }
}
