package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;

/**
 * Where the experts of a device compute.
 *
 * @param x rows that their sums are added to, {@code [tokens, hidden]}
 * @param h rows that they take, {@code [tokens, hidden]}
 * @param gate for {@code [rowsAtOnce, inner]}
 * @param up the same
 * @param rows results before they are added, {@code [rowsAtOnce, hidden]}
 * @param table see {@link ExpertTable}
 * @param rowsAtOnce picks that are computed together
 */
record ExpertSpace(
    DeviceRegion x,
    Activations h,
    Activations gate,
    DeviceRegion up,
    DeviceRegion rows,
    DeviceRegion table,
    int rowsAtOnce) {}
