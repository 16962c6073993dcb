/**
 * The dense stack on a graphics processor: weights stay in their storage types, every step is a few
 * kernels in a queue, and the host waits only for what it needs. It drives any {@link
 * abruzzi.dense.device.ComputeDevice} with the same kernels.
 */
package abruzzi.dense.gpu;
