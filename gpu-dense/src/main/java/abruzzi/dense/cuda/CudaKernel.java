package abruzzi.dense.cuda;

import abruzzi.dense.device.DeviceKernel;

/** A function of a module. */
record CudaKernel(String name, long function, int groupItems) implements DeviceKernel {}
