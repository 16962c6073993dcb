package abruzzi.dense.device;

/**
 * Some memory of a device.
 *
 * @param handle what the driver knows it by
 * @param bytes size
 */
public record DeviceRegion(long handle, long bytes) {}
