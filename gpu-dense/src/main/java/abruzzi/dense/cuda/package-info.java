/**
 * Devices spoken to by the CUDA driver. Its library comes with NVIDIA's driver; the toolkit is not
 * needed, because the kernels are in the jar as PTX, which the driver compiles.
 */
package abruzzi.dense.cuda;
