package abruzzi.dense.device;

/** One allocation on a device. */
public interface DeviceBlock extends DeviceResource {
  /** Size. */
  long bytes();

  /**
   * A part of it, as kernels take it; it lives as long as the block.
   *
   * @param offsetBytes a multiple of {@link DeviceInfo#alignmentBytes()}
   */
  DeviceRegion region(long offsetBytes, long bytes);

  /** Frees it, when the device is done with it. Closing again does nothing. */
  @Override
  void close();
}
