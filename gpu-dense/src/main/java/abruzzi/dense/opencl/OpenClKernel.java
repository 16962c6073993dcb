package abruzzi.dense.opencl;

import abruzzi.dense.device.DeviceKernel;

/** A kernel; it holds the arguments of its next launch, so launches lock it. */
record OpenClKernel(String name, long handle, int groupItems) implements DeviceKernel {}
