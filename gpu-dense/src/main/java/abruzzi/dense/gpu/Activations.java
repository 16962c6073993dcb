package abruzzi.dense.gpu;

import abruzzi.dense.device.DeviceRegion;

/**
 * Activation rows as products take them.
 *
 * @param values floats
 * @param codes the same rounded, signed bytes
 * @param scales four floats per 32 codes: scale, and for each half scale times the sum of its codes
 */
record Activations(DeviceRegion values, DeviceRegion codes, DeviceRegion scales) {}
