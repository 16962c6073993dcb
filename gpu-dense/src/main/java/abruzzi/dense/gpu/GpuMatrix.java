package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;
import abruzzi.quant.gguf.GgmlType;

/**
 * A matrix on the device, rows as in a file.
 *
 * @param data the rows, back to back
 * @param grid the table of its type, see {@link GridWords}; anything for types without
 * @param type storage type
 * @param rows number of rows
 * @param columns row length
 */
record GpuMatrix(DeviceRegion data, DeviceRegion grid, GgmlType type, int rows, int columns) {
  /** Bytes of a row. */
  long rowBytes() {
    return type.rowBytes(columns);
  }
}
